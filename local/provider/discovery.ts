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

/** Knows the kinds of the API server, asking for each group version once. */
export class Discovery {
  readonly #versions = new Map<string, Promise<Map<string, KindInfo>>>();

  constructor(private readonly http: HttpClient) {}

  /**
   * @throws NoMatchError where the server has no such kind; that answer is not kept, because the
   * same program may define the kind a moment later.
   */
  async kind(gvk: Gvk): Promise<KindInfo> {
    const version = apiVersion(gvk);
    let kinds = this.#versions.get(version);
    if (kinds === undefined) {
      kinds = this.#fetch(gvk);
      this.#versions.set(version, kinds);
    }
    try {
      const found = (await kinds).get(gvk.kind);
      if (found !== undefined) return found;
    } catch (error) {
      this.#versions.delete(version);
      throw isNotFound(error) ? new NoMatchError(gvk.kind, version) : error;
    }
    this.#versions.delete(version);
    throw new NoMatchError(gvk.kind, version);
  }

  async #fetch(gvk: Gvk): Promise<Map<string, KindInfo>> {
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
