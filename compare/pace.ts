/** Lets through so many in a second, and a second's worth at once. */
export class Pace {
  private tokens: number;
  private at: number;

  /** @param perSecond - more than 0. @param now - in milliseconds, of any clock that never steps back. */
  constructor(
    private readonly perSecond: number,
    now: number,
  ) {
    this.tokens = this.most;
    this.at = now;
  }

  private get most(): number {
    return Math.max(1, this.perSecond);
  }

  take(now: number): boolean {
    const gained = ((now - this.at) / 1_000) * this.perSecond;
    this.tokens = Math.min(this.most, this.tokens + gained);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
