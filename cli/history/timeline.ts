import { phaseIn, requestedState } from '../../model/finalise';
import { isInForce, type Hold } from '../../model/hold';
import type { Plan } from '../../model/service/plan';
import type { Share } from '../../model/share';
import type { LastHold } from '../last-hold';
import type { UpdateRecord } from './update-record';

/** One line of the timeline. What is not known is null. */
export interface TimelineEntry {
  /** When it began, ISO 8601 in UTC: what `rollback --to-update` takes. */
  readonly at: string;
  /** `update`, `refresh`, …, or `hold` and `release`, which are no updates. */
  readonly kind: string;
  readonly version: number | null;
  readonly result: string;
  /** The desired share before it. */
  readonly from: Share | null;
  /** The desired share that it applied, or would have; of a hold, its limit. */
  readonly share: Share | null;
  /** By the plan that the service file has now. */
  readonly phase: string | null;
  readonly by: string | null;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly message: string;
  /** Verdict of the gates, where the message tells it, as those of `cutover advance` do. */
  readonly verdict: string | null;
  readonly seconds: number | null;
}

/** What is known of holds: the one in force, and the one before it. */
export interface KnownHolds {
  readonly hold: Hold | undefined;
  readonly last: LastHold | undefined;
}

/**
 * @param records - latest first.
 * @returns updates and holds, latest first.
 */
export function timeline(
  records: readonly UpdateRecord[],
  plan: Plan | undefined,
  holds: KnownHolds,
): readonly TimelineEntry[] {
  const updates = records.map((record, index) =>
    updateEntry(record, appliedBefore(records.slice(index + 1)), plan),
  );
  return [...updates, ...holdEntries(holds)].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** @returns the desired share that the stack had; null before its first update and after its destruction. */
function appliedBefore(older: readonly UpdateRecord[]): Share | null {
  const last = older.find(
    ({ kind, result }) => result === 'succeeded' && (kind === 'update' || kind === 'destroy'),
  );
  return last?.kind === 'update' ? last.share : null;
}

function updateEntry(
  record: UpdateRecord,
  from: Share | null,
  plan: Plan | undefined,
): TimelineEntry {
  const { startedAt, endedAt, share, message } = record;
  const { kind, version, result, by, commit, dirty } = record;
  const state = requestedState(record.finalise);
  return {
    at: startedAt,
    kind,
    version,
    result,
    from,
    share,
    phase: plan === undefined || share === null ? null : phaseIn(plan, share, state),
    by,
    commit,
    dirty,
    message,
    verdict: VERDICT.exec(message)?.[1] ?? null,
    seconds: endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000,
  };
}

/** As {@link raiseMessage} writes it. */
const VERDICT = /\bverdict (pass|fail|inconclusive|no-data|error|none)\b/;

function holdEntries({ hold, last }: KnownHolds): TimelineEntry[] {
  const nothing = { version: null, from: null, phase: null, commit: null, dirty: false };
  const rest = { ...nothing, verdict: null, seconds: null };
  const entries: TimelineEntry[] = [];
  const held = (one: Pick<Hold, 'since' | 'share' | 'by' | 'reason' | 'trigger'>): void => {
    const { since: at, share, by, reason: message, trigger: result } = one;
    entries.push({ ...rest, at, kind: 'hold', result, share, by, message });
  };
  if (hold && isInForce(hold)) held(hold);
  if (last) {
    held({ ...last, share: last.share as Share });
    const { at, by, reason: message } = last.released;
    entries.push({ ...rest, at, kind: 'release', result: 'released', share: null, by, message });
  }
  return entries.filter(({ at }) => !Number.isNaN(Date.parse(at)));
}
