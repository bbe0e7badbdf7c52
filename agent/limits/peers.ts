import { isIPv6 } from 'node:net';
import type { Consumption } from '../../gateway/consumption';
import type { PodSight } from '../agreement';
import { ask } from '../script/nginx-script';

/** Two rounds: a pod that takes longer misses what it is told. */
const TELL_MS = 500;

/** Where the agents of the gateway pods take messages. */
export const LIMITS_PATH = '/limits';

/**
 * The addresses of the other gateway pods.
 *
 * @param self - the name of the agent's own Pod.
 * @param who - `serving`: those that are ready. `all`: also those that start or end, which may still serve.
 */
export function otherPods(
  pods: readonly PodSight[] | undefined,
  self: string,
  who: 'serving' | 'all',
): string[] {
  return (pods ?? []).flatMap(({ name, address, serving }) =>
    name === self || address === undefined || (who === 'serving' && !serving) ? [] : [address],
  );
}

/** @param port - of the agents. @returns how one of them is told. */
export function tellPeer(port: number): (address: string, used: Consumption) => Promise<void> {
  return async (address, used) => {
    const host = isIPv6(address) ? `[${address}]` : address;
    await ask({ host, port, path: LIMITS_PATH, method: 'POST' }, JSON.stringify(used), TELL_MS);
  };
}
