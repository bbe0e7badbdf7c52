import type { Share } from './share';

/** What the last update of a stack wrote, as far as it wrote it. */
export interface LastShare {
  readonly desiredShare: Share | undefined;
  /** Since when that share had been desired, ISO 8601 in UTC. */
  readonly shareSince: string | undefined;
}

/**
 * Since when the desired share has been what it is: an unchanged share keeps its time, a changed one starts now.
 * Soak times count from it.
 *
 * An update that failed wrote no outputs, so that its repetition starts the time anew: the share cannot have
 * soaked before it was served. A time that is missing or cannot be read starts anew as well.
 *
 * @returns ISO 8601 in UTC.
 */
export function shareSince(desired: Share, last: LastShare, now: Date): string {
  const { desiredShare, shareSince: since } = last;
  const isKept =
    desiredShare === desired && since !== undefined && !Number.isNaN(Date.parse(since));
  return isKept ? since : now.toISOString();
}
