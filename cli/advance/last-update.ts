import type { LastUpdate } from '../../components/last-update';
import { lastUpdateOf } from '../../policy/last-update';
import { parseHistory, type UpdateRecord } from '../history/update-record';
import type { PulumiPort } from '../pulumi/pulumi-port';

/** Enough to find since when the share is what it is, with failed and other updates among them. */
const MOST_RECORDS = 200;

/**
 * What the last update wrote, by the stack's outputs; where they cannot be read, for want of the passphrase, by its
 * history, which needs none.
 */
export async function readLastUpdate(
  pulumi: Pick<PulumiPort, 'outputs' | 'history'>,
): Promise<LastUpdate> {
  const outputs = lastUpdateOf(await pulumi.outputs());
  if (outputs?.desiredShare !== undefined) return outputs;
  return lastOfHistory(parseHistory(await pulumi.history(MOST_RECORDS)));
}

function lastOfHistory(records: readonly UpdateRecord[]): LastUpdate {
  const done = records.filter(({ kind, result }) => kind === 'update' && result === 'succeeded');
  const share = done[0]?.share ?? undefined;
  const other = done.findIndex((record) => record.share !== share);
  const first = share === undefined ? undefined : done.at(other === -1 ? -1 : other - 1);
  // The end: later by seconds than what the update itself recorded, never earlier.
  return { desiredShare: share, shareSince: first?.endedAt ?? undefined, v1State: undefined };
}
