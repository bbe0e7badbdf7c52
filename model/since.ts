import type { Share } from './share';

/** The desired share of the last update, and since when it had been desired. */
export interface LastShare {
  readonly share: Share | undefined;
  /** ISO 8601 in UTC. */
  readonly since: string | undefined;
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
  const { share, since } = last;
  const isKept = share === desired && since !== undefined && !Number.isNaN(Date.parse(since));
  return isKept ? since : now.toISOString();
}
