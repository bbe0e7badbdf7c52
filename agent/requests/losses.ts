/** How many requests NGINX has taken since it started, as it counts them itself (`stub_status`). */
export interface NginxTotal {
  readonly requests: number;
  /** Of them, those that have not ended. */
  readonly underWay: number;
}

/** What is known of lost lines. */
export interface LossState {
  /** Requests that have ended and of which no line came, over all NGINX processes of this pod. */
  readonly lost: number;
  /** The same, of those before the present NGINX. */
  readonly before: number;
  /** Lines that were read before the present NGINX. */
  readonly linesBefore: number;
  /** What NGINX said last; fewer requests now: it was started anew. */
  readonly requests: number;
  /** Lines that had been read then. */
  readonly lines: number;
}

const NO_LOSSES: LossState = {
  lost: 0,
  before: 0,
  linesBefore: 0,
  requests: 0,
  lines: 0,
};

/** NGINX writes a line within a second of its request; far longer, so that a busy machine loses nothing by it. */
const SETTLE_MS = 5_000;

/**
 * Compares what NGINX says it has taken with the lines that it wrote, so that a loss of lines is known whatever its
 * cause: a volume that was full, a worker that was killed. A moment's total is compared with the lines of five
 * seconds later, so that never more is shown than was lost, and less by at most the requests of five seconds.
 */
export class Losses {
  private readonly moments: { readonly at: number; readonly ended: number }[] = [];

  constructor(private known: LossState = NO_LOSSES) {}

  get state(): LossState {
    return this.known;
  }

  /**
   * @param now - milliseconds of a clock that never goes back.
   * @param lines - read after NGINX has told its total.
   */
  look(now: number, total: NginxTotal, lines: number): void {
    if (total.requests < this.known.requests) {
      this.moments.length = 0;
      this.known = { ...this.known, before: this.known.lost, linesBefore: this.known.lines };
    }
    this.moments.push({ at: now, ended: total.requests - total.underWay });
    let { lost } = this.known;
    for (const moment of [...this.moments]) {
      if (moment.at > now - SETTLE_MS) break;
      this.moments.shift();
      lost = Math.max(lost, this.known.before + moment.ended - (lines - this.known.linesBefore));
    }
    this.known = { ...this.known, lost, requests: total.requests, lines };
  }
}
