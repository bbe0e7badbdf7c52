import { WEEKDAYS, type Freeze } from './service/freezes';

/** A time in which the share does not rise, as it is met. */
export interface Frozen {
  /** Of the freeze that is met; of the one that lasts longest, where there are several. */
  readonly reason: string;
  /** The first moment that is not frozen, whatever freezes follow; `undefined` where none is near. */
  readonly end: Date | undefined;
}

const DAY_MS = 86_400_000;

/** Freezes that follow each other are followed for so long; after it nobody asks for the minute. */
const MOST_LINKS = 60;

/**
 * Whether the share may not rise now. A day lasts from midnight to midnight in the zone of its freeze, also where it
 * has 23 or 25 hours.
 *
 * @returns `undefined` where it may.
 */
export function frozenAt(freezes: readonly Freeze[], now: Date): Frozen | undefined {
  const first = longest(freezes, now);
  if (first === undefined) return undefined;
  let end = first.end;
  for (let link = 0; link < MOST_LINKS; link += 1) {
    const next = longest(freezes, end);
    if (next === undefined) return { reason: first.reason, end };
    end = next.end;
  }
  return { reason: first.reason, end: undefined };
}

/** @returns for example `frozen until 2027-01-04T00:00:00.000Z: end of the year`. */
export function describeFrozen({ reason, end }: Frozen): string {
  return end === undefined ? `frozen: ${reason}` : `frozen until ${end.toISOString()}: ${reason}`;
}

function longest(freezes: readonly Freeze[], at: Date): { reason: string; end: Date } | undefined {
  return freezes
    .flatMap((freeze) => {
      const end = endOf(freeze, at);
      return end === undefined ? [] : [{ reason: freeze.reason, end }];
    })
    .sort((a, b) => b.end.getTime() - a.end.getTime())[0];
}

/** The end of a freeze that is in force at a time; `undefined` where it is not. */
function endOf(freeze: Freeze, at: Date): Date | undefined {
  const { timezone } = freeze;
  const local = localTime(at, timezone);
  if (freeze.days !== undefined) {
    const day = WEEKDAYS[(new Date(`${local}:00Z`).getUTCDay() + 6) % 7];
    return day !== undefined && freeze.days.includes(day)
      ? moment(nextDay(local), timezone)
      : undefined;
  }
  const { from = '', until = '' } = freeze;
  const end = until.includes('T') ? until : nextDay(until);
  const start = from.includes('T') ? from : `${from}T00:00`;
  return local >= start && local < end ? moment(end, timezone) : undefined;
}

/** @returns midnight after the day of a local time. */
function nextDay(local: string): string {
  const day = Date.parse(`${local.slice(0, 10)}T00:00:00Z`);
  return new Date(day + DAY_MS).toISOString().slice(0, 16);
}

/** @returns the time on the clocks of a zone, for example `2026-12-20T18:00`. */
function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The moment at which the clocks of a zone show a local time; where they skip it, that of the skip's end. */
function moment(local: string, timeZone: string): Date {
  const asUtc = Date.parse(`${local}:00Z`);
  const offset = (at: number): number =>
    Date.parse(`${localTime(new Date(at), timeZone)}:00Z`) - at;
  const guess = asUtc - offset(asUtc);
  return new Date(asUtc - offset(guess));
}
