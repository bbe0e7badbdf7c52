import { compareVersions, type AbResult } from '../../model/ab/compare';
import type { Gate } from '../../model/gates/gate';
import { gatesInForce } from '../../model/gates/gates-of';
import { seconds } from '../../model/service/fields';
import { planInForce } from '../../model/service/plan';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';
import type { Prometheus } from '../../prometheus/reading';
import { readAb } from '../ab/read-ab';
import { considerRaise } from '../advance/consider-raise';
import type { ClusterPort } from '../cluster-port';
import { CommandFailure } from '../failure';
import { gatesView, type GatesView } from '../gates/gates-view';
import { historyView, readHolds, type HistoryView } from '../history/history-view';
import { parseHistory } from '../history/update-record';
import type { PulumiPort } from '../pulumi/pulumi-port';
import type { StackShareFile } from '../stack-share-file';
import type { CommandTarget } from '../target';
import { dailyReport, type DailyReport } from './daily-report';
import type { ReportDay } from './day';
import { DayReader, type DaySeries } from './day-series';

/** Records and days that the delivery figures rest on. */
const MOST_RECORDS = 1_000;
const DELIVERY_DAYS = 30;
/** As `cutover ab` has it by default. */
const CONFIDENCE = 0.95;

/** Where a report comes from. Whatever does not answer is told as missing. */
export interface ReportWorld {
  readonly stack: string;
  readonly service: Service;
  readonly namespace: string;
  readonly file: StackShareFile;
  readonly pulumi: Pick<PulumiPort, 'history' | 'outputs'>;
  readonly connect: () => readonly [ClusterPort, CommandTarget];
  /** Undefined where none is named. */
  readonly prometheus: Prometheus | undefined;
  readonly day: ReportDay;
  readonly now: Date;
}

export async function gatherReport(world: ReportWorld): Promise<DailyReport> {
  const { stack, service, file, day } = world;
  const missing: string[] = [];
  const [history, gates, series] = await Promise.all([
    readHistory(world, missing),
    day.isToday ? readGates(world, missing) : undefined,
    readSeries(world, gatesInForce(service, file.share), file.share, missing),
  ]);
  const ab = series && (await readComparison(world, missing));
  if (!day.isToday) missing.push('gates, next step and recommendation: they are those of now');
  return dailyReport({
    service: service.name,
    stack,
    day,
    plan: { name: service.plan, plan: planInForce(service) },
    series,
    ab,
    gates,
    entries: history?.entries ?? [],
    delivery: history?.delivery,
    // In whatever order the answers came.
    missing: missing.sort(),
  });
}

async function readHistory(
  { pulumi, connect, service, day }: ReportWorld,
  missing: string[],
): Promise<Pick<HistoryView, 'entries' | 'delivery'> | undefined> {
  try {
    const [text, { problem, ...holds }] = await Promise.all([
      pulumi.history(MOST_RECORDS),
      readHolds(connect),
    ]);
    if (problem !== undefined) missing.push(problem);
    return historyView({
      records: parseHistory(text),
      plan: planInForce(service),
      holds,
      now: day.until,
      days: DELIVERY_DAYS,
      most: Infinity,
    });
  } catch (error) {
    told(error, 'history', missing);
    return undefined;
  }
}

async function readGates(
  { stack, service, file, pulumi, connect, now }: ReportWorld,
  missing: string[],
): Promise<GatesView | undefined> {
  try {
    const [cluster, target] = connect();
    const world = { cluster, target, service, file, pulumi, now };
    const considered = await considerRaise(stack, undefined, world);
    return gatesView(considered, { service, stack, share: file.share, now });
  } catch (error) {
    told(error, 'gates', missing);
    return undefined;
  }
}

async function readSeries(
  { prometheus, service, namespace, day }: ReportWorld,
  gates: readonly Gate[],
  share: Share,
  missing: string[],
): Promise<DaySeries | undefined> {
  if (!prometheus) {
    missing.push(
      "series: no Prometheus is named; give --url, or 'monitoring.prometheus' in the service file",
    );
    return undefined;
  }
  const reader = new DayReader(prometheus, { service: service.name, namespace }, day);
  const series = await reader.read(gates, share);
  missing.push(...reader.missing);
  return series;
}

/** What `cutover ab` says of the day. */
async function readComparison(
  { prometheus, service, namespace, day }: ReportWorld,
  missing: string[],
): Promise<AbResult | undefined> {
  const { from, until: to } = day;
  const windowSeconds = seconds(service.monitoring.window);
  if (!prometheus || to.getTime() - from.getTime() < 2_000 * windowSeconds) {
    missing.push('comparison of V1 and V2: the day is too young');
    return undefined;
  }
  const data = await readAb(prometheus, service, { namespace, from, to, windowSeconds });
  const terms = { confidence: CONFIDENCE, looks: 'any', spreadAtMostTimes: undefined } as const;
  return compareVersions(service, data, terms);
}

/** What cannot be read is told, and all else is reported. */
function told(error: unknown, what: string, missing: string[]): void {
  if (!(error instanceof CommandFailure)) throw error;
  missing.push(`${what}: ${error.message}`);
  return undefined;
}
