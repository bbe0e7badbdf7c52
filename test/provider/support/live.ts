import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { testKubeconfig } from './settings';

/** An object as the API server has it; fields beyond metadata are read by name. */
export interface LiveObject extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** Which object. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

let api: KubernetesObjectApi | undefined;

/** The API server, past the provider. */
function objects(): KubernetesObjectApi {
  if (api === undefined) {
    const config = new KubeConfig();
    config.loadFromFile(testKubeconfig());
    api = KubernetesObjectApi.makeApiClient(config);
  }
  return api;
}

function headerOf(ref: Ref): {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string };
} {
  const { apiVersion, kind, name, namespace } = ref;
  // Kinds without a namespace pass over it.
  return { apiVersion, kind, metadata: { name, namespace: namespace ?? '' } };
}

export function configMap(namespace: string, name: string): Ref {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name };
}

/** @returns the object, or undefined where it does not exist. */
export async function live(ref: Ref): Promise<LiveObject | undefined> {
  try {
    return await objects().read(headerOf(ref));
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}

/** Creates an object with these further fields. */
export async function make(ref: Ref, fields: object = {}): Promise<void> {
  await objects().create({ ...headerOf(ref), ...fields });
}

/** Changes an object by a JSON merge patch, as another writer of the name `manager`. */
export async function edit(ref: Ref, change: object, manager: string): Promise<void> {
  const body = { ...headerOf(ref), ...change };
  await objects().patch(body, undefined, undefined, manager, undefined, PatchStrategy.MergePatch);
}

/** Deletes an object and does not wait for it to be gone. */
export async function discard(ref: Ref): Promise<void> {
  await objects()
    .delete(headerOf(ref), undefined, undefined, 0, undefined, 'Background')
    .catch((error: unknown) => {
      if ((error as { code?: number }).code !== 404) throw error;
    });
}

/** Names of the ConfigMaps of a namespace that are not Kubernetes' own. */
export async function configMapNames(namespace: string): Promise<string[]> {
  const list = await objects().list('v1', 'ConfigMap', namespace);
  return list.items
    .map((item) => item.metadata?.name ?? '')
    .filter((name) => name !== 'kube-root-ca.crt');
}
