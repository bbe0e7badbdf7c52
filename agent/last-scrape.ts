import { LAST_SCRAPE_SECONDS } from '../model/agent-settings';
import type { Clock } from '../kube/clock';

/** Whoever has not read the metrics for so long does not read them regularly. */
const REGULAR_MS = 60_000;

/** Knows whether the counters of a pod that ends are still to be read by whoever reads them regularly. */
export class LastScrape {
  private seenAt = Number.NEGATIVE_INFINITY;
  private asked: { readonly at: number; readonly isRead: boolean } | undefined;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** The metrics are read. */
  seen(): void {
    this.seenAt = this.clock.now();
  }

  /** Asked first when nothing more will be counted, and then again until it says no. */
  isAwaited(): boolean {
    const now = this.clock.now();
    this.asked ??= { at: now, isRead: now - this.seenAt <= REGULAR_MS };
    const { at, isRead } = this.asked;
    return isRead && this.seenAt < at && now - at < LAST_SCRAPE_SECONDS * 1_000;
  }
}
