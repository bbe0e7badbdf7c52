import { setTimeout as sleep } from 'node:timers/promises';
import { ApiException, CoreV1Api, type KubeConfig } from '@kubernetes/client-node';

/** How long the end of a namespace may take: its pods are given their time to drain. */
const TIMEOUT_MS = 180_000;
/** After this time a namespace that was deleted takes no new pods. */
const ENDING_MS = 500;

/**
 * Removes a namespace and waits until it is gone.
 *
 * @throws when it is still there after three minutes.
 */
export async function removeNamespace(kubeConfig: KubeConfig, name: string): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const deadline = Date.now() + TIMEOUT_MS;
  for (let first = true; Date.now() < deadline; first = false) {
    try {
      if (first) await core.deleteNamespace({ name });
      else await core.readNamespace({ name });
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return;
      throw error;
    }
    await sleep(500);
  }
  throw new Error(`the namespace ${name} is still there after ${TIMEOUT_MS / 1_000} s`);
}

/** Removes a namespace whose pods have nobody left to drain for. */
export async function removeNamespaceAtOnce(kubeConfig: KubeConfig, name: string): Promise<void> {
  const removed = removeNamespace(kubeConfig, name);
  // Once the namespace is ending nothing comes after them.
  await sleep(ENDING_MS);
  await kubeConfig
    .makeApiClient(CoreV1Api)
    .deleteCollectionNamespacedPod({ namespace: name, gracePeriodSeconds: 0 });
  await removed;
}
