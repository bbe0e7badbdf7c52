import { holdData, isInForce, NO_HOLD, type Hold } from '../model/hold';
import { decideRise } from '../model/rise';
import type { Share } from '../model/share';
import { HoldConflictError, type ClusterPort } from './cluster-port';
import { CommandFailure, EXIT } from './failure';
import { LAST_HOLD_ANNOTATION, renderLastHold, type Release } from './last-hold';
import { notConfirmed, unread } from './rollback';
import { readSituation, type Situation } from './situation';
import { targetFlags, type CommandTarget } from './target';
import { isSettled, waitFor } from './wait-observed';

/** Others may write the hold at the same moment; each try reads it anew. */
const TRIES = 5;

export interface ReleaseResult {
  readonly service: string;
  readonly namespace: string;
  /** False when no hold was in force. */
  readonly written: boolean;
  /** The hold that was released; null when none was in force, or it could not be read. */
  readonly released: Hold | null;
  readonly desired: Share | null;
  readonly effective: Share | null;
  readonly observed: Share | null;
  /** Milliseconds from the hold written to the share observed; 0 when nothing was written. */
  readonly observedMs: number;
}

/**
 * Ends a hold: the share goes to the desired one at once. Who held and why is kept in an annotation.
 *
 * @param onWritten - told as soon as the hold is gone.
 * @throws CommandFailure: refused when the share would rise onto a V2 without a ready pod, fail when the
 * share is not confirmed in time.
 */
export async function release(
  cluster: ClusterPort,
  target: CommandTarget,
  who: Release,
  timeoutMs: number,
  onWritten: (situation: Situation) => void = () => undefined,
): Promise<ReleaseResult> {
  const { before, written } = await end(cluster, target, who);
  const released = before.hold && isInForce(before.hold) ? before.hold : null;
  if (!written) return resultOf(target, before, { written, released, observedMs: 0 });
  const writtenAt = performance.now();
  onWritten(before);
  const wanted = { settled: isSettled };
  const waiting = waitFor(cluster, target, wanted, timeoutMs).catch((error: unknown) => {
    throw unread(error, 'the hold is released');
  });
  const { settled, situation } = await waiting;
  const observedMs = Math.round(performance.now() - writtenAt);
  const result = resultOf(target, situation, { written, released, observedMs });
  if (!settled) throw await notConfirmed(cluster, result, timeoutMs, 'the hold is released');
  return result;
}

async function end(
  cluster: ClusterPort,
  target: CommandTarget,
  who: Release,
): Promise<{ readonly before: Situation; readonly written: boolean }> {
  for (let tries = 1; ; tries++) {
    const [before, workloads] = await Promise.all([
      readSituation(cluster, target),
      cluster.versionWorkloads(),
    ]);
    const { hold, desired } = before;
    const record = before.records.hold;
    if (!record || (hold && !isInForce(hold))) return { before, written: false };
    const readyV2 = workloads.find(({ version }) => version === 'v2')?.ready;
    if (desired !== undefined) {
      // Asked for the refusal alone, which does not depend on the state of V1.
      const facts = { desired, previous: before.effective, hold: NO_HOLD, readyV2 };
      const rise = { ...facts, v1: 'serving' } as const;
      const decision = decideRise(rise, `cutover release ${targetFlags(target)}`);
      if (!decision.allowed) throw new CommandFailure(EXIT.refused, decision.refusal);
    }
    const annotations = hold && { [LAST_HOLD_ANNOTATION]: renderLastHold(hold, who) };
    const next = { data: holdData(NO_HOLD), annotations: annotations ?? {} };
    try {
      await cluster.writeHold(next, record.resourceVersion);
      return { before, written: true };
    } catch (error) {
      if (!(error instanceof HoldConflictError) || tries === TRIES) throw error;
    }
  }
}

function resultOf(
  { service, namespace }: CommandTarget,
  { desired, effective, observed }: Situation,
  rest: Pick<ReleaseResult, 'written' | 'released' | 'observedMs'>,
): ReleaseResult {
  return {
    service,
    namespace,
    ...rest,
    desired: desired ?? null,
    effective: effective ?? null,
    observed: observed ?? null,
  };
}
