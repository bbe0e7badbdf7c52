import { randomBytes } from 'node:crypto';
import { ANNOTATIONS, isOn } from './annotations';
import { NoMatchError, UnreachableError } from './api-error';
import { KubeClient } from './client';
import { Discovery } from './discovery';
import type { EngineLog } from './engine';
import { HttpClient } from './http';
import { type KubeObject, annotationOf, gvkOf } from './kube-object';
import { type ClusterAccess, clusterAccess } from './kubeconfig';
import { hasAdopted } from './managed-fields';
import { Observer } from './observe';
import type { ProviderOptions } from './options';

/** The tools to work on the one cluster that the provider was configured for. */
export interface Cluster {
  readonly access: ClusterAccess;
  readonly client: KubeClient;
  readonly observer: Observer;
}

/** What one configured provider works with, for all its resources. */
export class Session {
  readonly #cancel = new AbortController();
  readonly #cluster: Cluster | Error;

  constructor(
    readonly options: ProviderOptions,
    readonly log: EngineLog,
  ) {
    this.#cluster = connect(options);
  }

  /** Aborts once the user cancels. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** @throws Error saying why no cluster can be reached. Nothing is sent before it is needed. */
  get cluster(): Cluster {
    if (this.#cluster instanceof Error) {
      throw new Error(`configured Kubernetes cluster is unreachable: ${this.#cluster.message}`, {
        cause: this.#cluster,
      });
    }
    return this.#cluster;
  }

  /** Where namespaced objects without a namespace go. */
  get defaultNamespace(): string {
    if (this.#cluster instanceof Error) return this.options.namespace ?? 'default';
    return this.#cluster.access.namespace;
  }

  /**
   * Whether objects of this kind have a namespace. A kind that the server does not have (yet) is
   * taken to have one, and so is any kind while the server does not answer.
   */
  async isNamespaced(object: KubeObject): Promise<boolean> {
    const kind = await this.#kind(object);
    return kind?.namespaced ?? true;
  }

  /** Whether the server can be asked about objects of this kind. */
  async isKnown(object: KubeObject): Promise<boolean> {
    return (await this.#kind(object)) !== undefined;
  }

  async #kind(object: KubeObject): Promise<{ readonly namespaced: boolean } | undefined> {
    if (this.#cluster instanceof Error) {
      this.log.warning(`configured Kubernetes cluster is unreachable: ${this.#cluster.message}`);
      return undefined;
    }
    try {
      return await this.#cluster.client.kind(gvkOf(object));
    } catch (error) {
      if (error instanceof UnreachableError) this.log.warning(error.message);
      else if (!(error instanceof NoMatchError)) throw error;
      return undefined;
    }
  }

  /** The name under which the provider owns fields: declared, else the state's, else a new one. */
  fieldManager(object: KubeObject, known = ''): string {
    const declared = annotationOf(object, ANNOTATIONS.patchFieldManager);
    if (declared !== '') return declared;
    return known === '' ? `pulumi-kubernetes-${randomBytes(4).toString('hex')}` : known;
  }

  /**
   * Whether an apply takes over what other managers own. In a preview it does where the update
   * itself first adopts those fields, which a preview cannot do.
   */
  force(
    object: KubeObject,
    preview: { readonly live: KubeObject; readonly fieldManager: string } | undefined,
  ): boolean {
    if (isOn(object, ANNOTATIONS.patchForce) || this.options.enablePatchForce) return true;
    return preview !== undefined && hasAdopted(preview.live, preview.fieldManager);
  }

  /** Passes on what the API server warned of. */
  warn(warnings: readonly string[], urn: string): void {
    if (this.options.suppressDeprecationWarnings) return;
    for (const warning of warnings) this.log.warning(warning, urn);
  }
}

function connect(options: ProviderOptions): Cluster | Error {
  try {
    const access = clusterAccess(options);
    const http = new HttpClient(access);
    const client = new KubeClient(http, new Discovery(http));
    return { access, client, observer: new Observer(http, client) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
