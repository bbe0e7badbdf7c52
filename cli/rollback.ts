import { holdData, type Hold } from '../model/hold';
import { FULL_SHARE, type Share } from '../model/share';
import { HoldConflictError, type ClusterPort, type GatewayPod } from './cluster-port';
import { decideRollback, type RollbackRequest } from './decide-rollback';
import { CommandFailure, EXIT } from './failure';
import { LAST_HOLD_ANNOTATION } from './last-hold';
import { readSituation, type Situation } from './situation';
import { targetFlags, type CommandTarget } from './target';
import { isSettledBelow, waitFor } from './wait-observed';

/** Others may write the hold at the same moment; each try reads it anew. */
const TRIES = 5;

export interface RollbackResult {
  readonly service: string;
  readonly namespace: string;
  /** False when a hold at this very share was in force already. */
  readonly written: boolean;
  readonly hold: Hold;
  readonly desired: Share | null;
  /** Before the rollback; null when it was not known. */
  readonly previous: Share | null;
  readonly effective: Share | null;
  readonly observed: Share | null;
  /** Milliseconds from the start of the command's work to the hold written. */
  readonly writtenMs: number;
  /** Milliseconds from the hold written to the share observed. */
  readonly observedMs: number;
}

/**
 * Puts a hold in force and waits until all ready gateway pods confirm it.
 *
 * @param timeoutMs - for the confirmation; the hold stands all the same when it passes.
 * @param onWritten - told as soon as the hold is in force.
 * @throws CommandFailure: refused when it would raise the share, fail when it is not confirmed in time.
 */
export async function rollback(
  cluster: ClusterPort,
  target: CommandTarget,
  request: RollbackRequest,
  timeoutMs: number,
  onWritten: (hold: Hold, written: boolean) => void = () => undefined,
): Promise<RollbackResult> {
  const started = performance.now();
  const { before, hold, written } = await putInForce(cluster, target, request);
  const writtenAt = performance.now();
  onWritten(hold, written);
  const undone = (now: Situation): boolean => (now.hold?.share ?? request.to) > request.to;
  const wanted = { settled: isSettledBelow(request.to), over: undone };
  const waited = await waitFor(cluster, target, wanted, timeoutMs).catch((error: unknown) => {
    throw unread(error, 'the hold is in force');
  });
  const { situation } = waited;
  const result: RollbackResult = {
    service: target.service,
    namespace: target.namespace,
    written,
    hold,
    desired: situation.desired ?? null,
    previous: before.effective ?? null,
    effective: situation.effective ?? null,
    observed: situation.observed ?? null,
    writtenMs: Math.round(writtenAt - started),
    observedMs: Math.round(performance.now() - writtenAt),
  };
  if (undone(situation)) {
    const limit = situation.hold?.share ?? FULL_SHARE;
    const message = `the hold was changed to ${limit} % by somebody else before it was confirmed`;
    throw new CommandFailure(EXIT.fail, message, { result });
  }
  if (!waited.settled) throw await notConfirmed(cluster, result, timeoutMs, 'the hold is in force');
  return result;
}

async function putInForce(
  cluster: ClusterPort,
  target: CommandTarget,
  request: RollbackRequest,
): Promise<{ readonly before: Situation; readonly hold: Hold; readonly written: boolean }> {
  const release = `cutover release ${targetFlags(target)} --reason "…"`;
  for (let tries = 1; ; tries++) {
    const before = await readSituation(cluster, target);
    const decision = decideRollback(before, request, release);
    if (decision.kind === 'refuse') throw new CommandFailure(EXIT.refused, decision.why);
    if (decision.kind === 'keep') return { before, hold: decision.hold, written: false };
    const { hold } = decision;
    const record = before.records.hold;
    const last = record?.annotations[LAST_HOLD_ANNOTATION];
    const annotations = last === undefined ? {} : { [LAST_HOLD_ANNOTATION]: last };
    try {
      await cluster.writeHold({ data: holdData(hold), annotations }, record?.resourceVersion);
      return { before, hold, written: true };
    } catch (error) {
      if (!(error instanceof HoldConflictError) || tries === TRIES) throw error;
    }
  }
}

/** @returns the same failure, told so that nobody takes it for one of the write before it. */
export function unread(error: unknown, but: string): unknown {
  if (!(error instanceof CommandFailure)) return error;
  const message = `${but}, but nothing confirms it: ${error.message}`;
  return new CommandFailure(error.exitCode, message, error.details, { cause: error });
}

/** @returns the failure that tells what each gateway pod says. */
export async function notConfirmed(
  cluster: ClusterPort,
  result: Pick<RollbackResult, 'effective' | 'observed'>,
  timeoutMs: number,
  but: string,
): Promise<CommandFailure> {
  const pods = await cluster.gatewayPods();
  const wanted = result.effective === null ? 'the share' : `${result.effective} %`;
  const seen = result.observed === null ? 'nothing yet' : `${result.observed} %`;
  const lines = [
    `${wanted} was not confirmed within ${timeoutMs / 1000} s (observed: ${seen}); ${but}`,
    ...(pods.length === 0
      ? ['  there is no gateway pod']
      : pods.map((pod) => `  ${describePod(pod)}`)),
  ];
  return new CommandFailure(EXIT.fail, lines.join('\n'), { result, pods });
}

/** @returns for example `gateway-7d9-abc: not ready, serves 25 %, hash 1a2b: NGINX refused the file`. */
function describePod(pod: GatewayPod): string {
  const ready = pod.ready ? 'ready' : pod.phase === 'Running' ? 'not ready' : pod.phase;
  const share = pod.share === undefined ? 'has confirmed no share' : `serves ${pod.share} %`;
  const condition = pod.condition === undefined ? '' : `: ${pod.condition}`;
  return `${pod.name}: ${ready}, ${share}${condition}`;
}
