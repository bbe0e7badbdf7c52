import type { Discovery, KindInfo } from './discovery';
import type { HttpClient } from './http';
import { type Json, type JsonObject, isObject, objectsAt } from './json';
import {
  type Gvk,
  type KubeObject,
  type ObjectRef,
  apiVersion,
  refOf,
  withNamespace,
} from './kube-object';

/** What an apply asks for besides the object itself. */
export interface ApplyOptions {
  readonly fieldManager: string;
  /** Take over fields that other managers own. */
  readonly force: boolean;
  /** Let the server do everything but write. */
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

/** An object that the server returned, and what it warned of on the way. */
export interface Written {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** What deletion does with the objects that the deleted one owns. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** Reads and writes objects of any kind. Safe for concurrent use. */
export class KubeClient {
  constructor(
    private readonly http: HttpClient,
    private readonly discovery: Discovery,
  ) {}

  /** @throws NoMatchError where the server has no such kind. */
  kind(gvk: Gvk): Promise<KindInfo> {
    return this.discovery.kind(gvk);
  }

  async get(ref: ObjectRef, signal?: AbortSignal): Promise<KubeObject> {
    const path = await this.#path(ref);
    const reply = await this.http.send({ method: 'GET', path, ...(signal && { signal }) });
    return parse(reply.body);
  }

  /** @param query - such as `labelSelector=app%3Dx`, or ''. */
  async list(
    gvk: Gvk,
    namespace: string,
    query = '',
    signal?: AbortSignal,
  ): Promise<readonly KubeObject[]> {
    const collection = await this.collectionPath(gvk, namespace);
    const path = query === '' ? collection : `${collection}?${query}`;
    const reply = await this.http.send({ method: 'GET', path, ...(signal && { signal }) });
    return objectsAt(parse(reply.body), 'items');
  }

  /** Server-side apply: creates the object, or makes the fields that `object` declares so. */
  async apply(object: KubeObject, options: ApplyOptions): Promise<Written> {
    const { namespaced } = await this.kind(refOf(object));
    const declared = namespaced ? object : withNamespace(object, '');
    const query = new URLSearchParams({
      fieldManager: options.fieldManager,
      force: String(options.force),
      fieldValidation: 'Warn',
      ...(options.dryRun && { dryRun: 'All' }),
    });
    const path = `${await this.#path(refOf(declared))}?${query.toString()}`;
    return this.#write('PATCH', path, declared, 'application/apply-patch+yaml', options.signal);
  }

  /** Makes an object that must not exist yet. */
  async create(object: KubeObject, options: Omit<ApplyOptions, 'force'>): Promise<Written> {
    const { namespaced } = await this.kind(refOf(object));
    const declared = namespaced ? object : withNamespace(object, '');
    const query = new URLSearchParams({
      fieldManager: options.fieldManager,
      fieldValidation: 'Warn',
      ...(options.dryRun && { dryRun: 'All' }),
    });
    const ref = refOf(declared);
    const path = `${await this.collectionPath(ref, ref.namespace)}?${query.toString()}`;
    return this.#write('POST', path, declared, 'application/json', options.signal);
  }

  /** Replaces an object as a whole; its `metadata.resourceVersion` must be the one last read. */
  async replace(object: KubeObject, options: Omit<ApplyOptions, 'force'>): Promise<Written> {
    const query = new URLSearchParams({
      fieldManager: options.fieldManager,
      ...(options.dryRun && { dryRun: 'All' }),
    });
    const path = `${await this.#path(refOf(object))}?${query.toString()}`;
    return this.#write('PUT', path, object, 'application/json', options.signal);
  }

  /** JSON patch (RFC 6902). */
  async patch(ref: ObjectRef, operations: readonly Json[], signal?: AbortSignal): Promise<Written> {
    const path = await this.#path(ref);
    return this.#write('PATCH', path, operations, 'application/json-patch+json', signal);
  }

  async remove(ref: ObjectRef, propagation: Propagation, signal?: AbortSignal): Promise<void> {
    await this.http.send({
      method: 'DELETE',
      path: await this.#path(ref),
      body: JSON.stringify({
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: propagation,
      }),
      ...(signal && { signal }),
    });
  }

  /** The path of all objects of a kind; `namespace` is passed over where the kind has none. */
  async collectionPath(gvk: Gvk, namespace: string): Promise<string> {
    const { plural, namespaced } = await this.kind(gvk);
    const root = gvk.group === '' ? '/api' : '/apis';
    const scope = namespaced ? `/namespaces/${encodeURIComponent(namespace || 'default')}` : '';
    return `${root}/${apiVersion(gvk)}${scope}/${plural}`;
  }

  async #path(ref: ObjectRef): Promise<string> {
    return `${await this.collectionPath(ref, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  }

  async #write(
    method: 'PATCH' | 'POST' | 'PUT',
    path: string,
    body: Json,
    contentType: string,
    signal?: AbortSignal,
  ): Promise<Written> {
    const reply = await this.http.send({
      method,
      path,
      body: JSON.stringify(body),
      contentType,
      ...(signal && { signal }),
    });
    return { object: parse(reply.body), warnings: reply.warnings };
  }
}

function parse(body: string): JsonObject {
  const value = JSON.parse(body) as Json;
  if (!isObject(value)) throw new Error(`the API server sent no object: ${body.slice(0, 200)}`);
  return value;
}
