import { soakSecondsAt } from './plan-order';
import type { Plan } from './service/plan';

/** An update of the stack, as far as the delivery figures look at it. Times are milliseconds since 1970. */
export interface Deployment {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly succeeded: boolean;
  /** The desired share that it applied, or would have; null when it recorded none. */
  readonly share: number | null;
}

/** A time in which the share was held down, in milliseconds since 1970. */
export interface HeldSpan {
  readonly from: number;
  /** Null: it still is. */
  readonly until: number | null;
  readonly share: number;
}

export interface DeliveryInput {
  /** Updates that changed something or failed; in any order. */
  readonly deployments: readonly Deployment[];
  readonly holds: readonly HeldSpan[];
  /** Says how long a share soaks; undefined where no service file can be read. */
  readonly plan: Plan | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Days that are looked at. */
  readonly days: number;
}

/** A deployment that failed. */
interface DeliveryFailure {
  /** End of the deployment, ISO 8601 in UTC. */
  readonly at: string;
  readonly why: 'update failed' | 'share lowered' | 'share held';
  /** When somebody or something acted on it, ISO 8601 in UTC. */
  readonly knownAt: string;
  /** Null: not yet. */
  readonly restoredAt: string | null;
}

/** Unknown figures are null: no deployment has no failure rate. */
export interface DeliveryFigures {
  readonly days: number;
  readonly deployments: number;
  readonly perDay: number;
  readonly failures: readonly DeliveryFailure[];
  /** Part of 1. */
  readonly changeFailureRate: number | null;
  /** Mean over the incidents that are over, in seconds. */
  readonly meanRestoreSeconds: number | null;
  readonly longestRestoreSeconds: number | null;
  /** Incidents that are not over. */
  readonly open: number;
}

/** Requirement 000, operational indicators. */
export const DELIVERY_TARGETS = {
  /** Part of 1. */
  changeFailureRate: 0.05,
  restoreSeconds: 600,
  perDay: 1,
} as const;

/** A share without a soak time is watched for so long all the same, in milliseconds. */
const LEAST_WATCH_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * The delivery figures of a stack.
 *
 * A deployment is an update that changed something or failed. It has failed when the update failed, or when it raised
 * the share and, within the soak time of the share that it reached (at least an hour), an update lowered the share or
 * a hold below it came into force. Restoring a failed update takes from its end to the end of the next that succeeds;
 * restoring a lowered share from the start of the lowering update to its end. A hold takes the traffic back within a
 * second of its being written, so that it counts as restored when it came into force.
 */
export function deliveryFigures(input: DeliveryInput): DeliveryFigures {
  const { now, days } = input;
  const all = [...input.deployments].sort((a, b) => a.endedAt - b.endedAt);
  const begin = now - days * DAY_MS;
  const inWindow = (time: number): boolean => time >= begin && time <= now;
  const counted = all.filter(({ endedAt }) => inWindow(endedAt));
  const failures = all.flatMap((deployment, index) => {
    const failure = failureOf(deployment, all.slice(0, index), all.slice(index + 1), input);
    return failure !== undefined && inWindow(deployment.endedAt) ? [failure] : [];
  });
  const incidents = incidentsOf(failures);
  const times = incidents.flatMap(({ knownAt, restoredAt }) =>
    restoredAt === null ? [] : [(Date.parse(restoredAt) - Date.parse(knownAt)) / 1_000],
  );
  return {
    days,
    deployments: counted.length,
    perDay: counted.filter(({ succeeded }) => succeeded).length / days,
    failures,
    changeFailureRate: counted.length === 0 ? null : failures.length / counted.length,
    meanRestoreSeconds:
      times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length,
    longestRestoreSeconds: times.length === 0 ? null : Math.max(...times),
    open: incidents.filter(({ restoredAt }) => restoredAt === null).length,
  };
}

function failureOf(
  deployment: Deployment,
  before: readonly Deployment[],
  after: readonly Deployment[],
  { holds, plan }: DeliveryInput,
): DeliveryFailure | undefined {
  const { endedAt, succeeded, share } = deployment;
  const at = iso(endedAt);
  if (!succeeded) {
    const mended = after.find((later) => later.succeeded);
    const restoredAt = mended ? iso(mended.endedAt) : null;
    return { at, why: 'update failed', knownAt: at, restoredAt };
  }
  const previous = before.findLast((earlier) => earlier.succeeded)?.share ?? 0;
  if (share === null || share <= previous) return undefined;
  const watched = Math.max(plan ? soakSecondsAt(plan, share) * 1_000 : 0, LEAST_WATCH_MS);
  // From the next rise on, it is that one which is watched.
  const nextRise = after.find((later) => later.succeeded && (later.share ?? 0) > share);
  const end = Math.min(endedAt + watched, nextRise?.startedAt ?? Infinity);
  const lowered = after.find(
    (later) => later.succeeded && later.share !== null && later.share < share,
  );
  const held = [...holds]
    .sort((a, b) => a.from - b.from)
    .find((hold) => hold.from >= endedAt && hold.share < share);
  const fell = lowered && lowered.startedAt <= end ? lowered : undefined;
  if (held && held.from <= end && held.from <= (fell?.startedAt ?? Infinity)) {
    return { at, why: 'share held', knownAt: iso(held.from), restoredAt: iso(held.from) };
  }
  if (!fell) return undefined;
  const times = { knownAt: iso(fell.startedAt), restoredAt: iso(fell.endedAt) };
  return { at, why: 'share lowered', ...times };
}

/** Updates that fail one after another are one incident, which began with the first. */
function incidentsOf(failures: readonly DeliveryFailure[]): readonly DeliveryFailure[] {
  return failures.filter(
    ({ why, restoredAt }, index) =>
      why !== 'update failed' ||
      !failures
        .slice(0, index)
        .some((first) => first.why === why && first.restoredAt === restoredAt),
  );
}

/** Whole seconds, as Pulumi records them. */
const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
