import { binomialAtLeast } from './distributions';

export interface Detection {
  /** Part of requests that fail in a healthy version. */
  readonly healthy: number;
  /** Part that fail in one that must be seen; greater than `healthy`. */
  readonly faulty: number;
  /** Probability, at most, of an alarm on a healthy version. */
  readonly falseAlarm: number;
  /** Probability, at least, of an alarm on a faulty one. */
  readonly power: number;
}

export interface Run {
  /** Requests that the version must serve. */
  readonly requests: number;
  /** Failures among them from which the alarm is given. */
  readonly alarmFrom: number;
}

/** Nothing is planned on more. */
const MOST_REQUESTS = 1e9;

/**
 * The shortest run after which a rise of the error rate is seen, by the exact binomial test against a known healthy rate:
 * for every number of failures, the most requests in which a healthy version stays below it, and the least in which a
 * faulty one reaches it. The power falls again at some greater counts, where one more failure is asked for.
 *
 * @returns undefined where no run that anybody waits for is long enough.
 */
export function shortestRun({ healthy, faulty, falseAlarm, power }: Detection): Run | undefined {
  if (!(faulty > healthy)) return undefined;
  for (let alarmFrom = 1; ; alarmFrom = next(alarmFrom)) {
    const seen = (total: number, rate: number): number => binomialAtLeast(alarmFrom, total, rate);
    const requests = firstFrom(alarmFrom, (total) => seen(total, faulty) >= power);
    if (requests > MOST_REQUESTS) return undefined;
    if (seen(requests, healthy) <= falseAlarm) return { requests, alarmFrom };
  }
}

/** One by one as long as it matters, then in steps of a thousandth. */
const next = (count: number): number => count + Math.max(1, Math.floor(count / 1000));

/** @returns the first whole number from `start` for which a rising condition holds; above the limit, anything. */
function firstFrom(start: number, holds: (value: number) => boolean): number {
  let [low, high] = [start, start];
  while (!holds(high) && high <= MOST_REQUESTS) [low, high] = [high + 1, high * 2];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
