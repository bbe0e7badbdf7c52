import { NoMatchError, isNotFound } from './api-error';
import type { HttpClient } from './http';
import { type JsonObject, objectsAt, textAt } from './json';
import { type Gvk, apiVersion } from './kube-object';

/** How the API server names and scopes one kind. */
export interface KindInfo {
  /** Name in paths: `configmaps`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * Knows the kinds of the API server, asking for each group version once, and again where a kind is
 * missing from the answer: the same program may have defined it since.
 */
export class Discovery {
  readonly #versions = new Map<string, Promise<ReadonlyMap<string, KindInfo>>>();

  constructor(private readonly http: HttpClient) {}

  /** @throws NoMatchError where the server has no such kind. */
  async kind(gvk: Gvk): Promise<KindInfo> {
    const version = apiVersion(gvk);
    const asked = this.#versions.get(version);
    try {
      const known = asked === undefined ? undefined : (await asked).get(gvk.kind);
      const found = known ?? (await this.#ask(gvk, version)).get(gvk.kind);
      if (found !== undefined) return found;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    throw new NoMatchError(gvk.kind, version);
  }

  /** Asks the server, and keeps the answer for all who ask after it; a failure is not kept. */
  async #ask(gvk: Gvk, version: string): Promise<ReadonlyMap<string, KindInfo>> {
    const asked = this.#fetch(gvk);
    this.#versions.set(version, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.#versions.get(version) === asked) this.#versions.delete(version);
      throw error;
    }
  }

  async #fetch(gvk: Gvk): Promise<ReadonlyMap<string, KindInfo>> {
    const path = gvk.group === '' ? `/api/${gvk.version}` : `/apis/${gvk.group}/${gvk.version}`;
    const reply = await this.http.send({ method: 'GET', path });
    const list = JSON.parse(reply.body) as JsonObject;
    const kinds = new Map<string, KindInfo>();
    for (const resource of objectsAt(list, 'resources')) {
      const plural = textAt(resource, 'name');
      // `pods/status` and its like are parts of another resource.
      if (plural.includes('/')) continue;
      kinds.set(textAt(resource, 'kind'), { plural, namespaced: resource['namespaced'] === true });
    }
    return kinds;
  }
}
