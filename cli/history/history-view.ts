import {
  deliveryFigures,
  type DeliveryFigures,
  type Deployment,
  type HeldSpan,
} from '../../model/delivery';
import { isInForce } from '../../model/hold';
import type { Plan } from '../../model/service/plan';
import type { ClusterPort } from '../cluster-port';
import { CommandFailure } from '../failure';
import { readLastHold } from '../last-hold';
import { readSituation } from '../situation';
import type { CommandTarget } from '../target';
import { timeline, type KnownHolds, type TimelineEntry } from './timeline';
import type { UpdateRecord } from './update-record';

/** What `cutover history --json` prints. */
export interface HistoryView {
  readonly service: string;
  readonly stack: string;
  /** Latest first. */
  readonly entries: readonly TimelineEntry[];
  /** How many more there are than are shown. */
  readonly more: number;
  readonly delivery: DeliveryFigures;
  /** What could not be read, a line each. */
  readonly problems: readonly string[];
}

export interface HistoryFacts {
  readonly records: readonly UpdateRecord[];
  readonly plan: Plan | undefined;
  readonly holds: KnownHolds;
  readonly now: Date;
  /** Days of the delivery figures. */
  readonly days: number;
  /** Entries that are shown. */
  readonly most: number;
}

export function historyView(
  facts: HistoryFacts,
): Omit<HistoryView, 'service' | 'stack' | 'problems'> {
  const { records, plan, holds, now, days, most } = facts;
  const entries = timeline(records, plan, holds);
  const delivery = deliveryFigures({
    deployments: records.flatMap(deploymentOf),
    holds: heldSpans(holds),
    plan,
    now: now.getTime(),
    days,
  });
  return { entries: entries.slice(0, most), more: Math.max(0, entries.length - most), delivery };
}

/** @returns the holds that the cluster still knows of, and what is wrong with it. */
export async function readHolds(
  connect: () => readonly [ClusterPort, CommandTarget],
): Promise<KnownHolds & { readonly problem: string | undefined }> {
  try {
    const { hold, records } = await readSituation(...connect());
    return { hold, last: readLastHold(records.hold), problem: undefined };
  } catch (error) {
    // What was deployed is known without the cluster, and asked for when the cluster is gone.
    if (!(error instanceof CommandFailure)) throw error;
    return { hold: undefined, last: undefined, problem: `holds are not known: ${error.message}` };
  }
}

function deploymentOf(record: UpdateRecord): Deployment[] {
  const { kind, result, startedAt, endedAt, share, changed } = record;
  const succeeded = result === 'succeeded';
  if (kind !== 'update' || endedAt === null || (succeeded && !changed)) return [];
  return [{ startedAt: Date.parse(startedAt), endedAt: Date.parse(endedAt), succeeded, share }];
}

function heldSpans({ hold, last }: KnownHolds): HeldSpan[] {
  const now = hold && isInForce(hold) ? [{ ...hold, until: null }] : [];
  const before = last ? [{ ...last, until: Date.parse(last.released.at) }] : [];
  return [...now, ...before]
    .map(({ since, until, share }) => ({ from: Date.parse(since), until, share }))
    .filter(({ from }) => !Number.isNaN(from));
}
