import { ApiError, kubeClient } from '../kube/client';
import { configMapSchema } from '../kube/config-map';
import { readStored, type Stored } from '../model/gates/evidence-against';
import { verdictConfigMapName } from '../model/names';
import { gateMode } from '../model/service/monitoring';
import { riseOf, type Change } from './change';

/** Where the cluster is. */
interface Place {
  /** Context of the kubeconfig; empty: the current one. */
  readonly context: string;
  readonly namespace: string;
}

/**
 * Reads what the guard has stored, as it is in the cluster now. The pack asks itself, so that a program that does not
 * look is found out; and asks only where it matters, since the client takes a while to load.
 *
 * @returns `undefined` where the share does not rise, or gates are not enforced.
 */
export async function readVerdict(change: Change, place: Place): Promise<Stored | undefined> {
  const { service } = change;
  if (service === undefined || riseOf(change) === undefined) return undefined;
  if (gateMode(service.monitoring) !== 'enforce') return undefined;
  const name = verdictConfigMapName(service.name);
  try {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromDefault();
    if (place.context !== '') config.setCurrentContext(place.context);
    const path = `/api/v1/namespaces/${place.namespace}/configmaps/${name}`;
    const found = await kubeClient(config).request({ method: 'GET', path });
    return readStored(configMapSchema.parse(found).data, service.name);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { kind: 'none' };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', why: `the ConfigMap ${name} cannot be read: ${why}` };
  }
}
