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
  /** What NGINX said last; fewer requests now: it was started anew. */
  readonly requests: number;
  /** Lines that had been read then. */
  readonly linesThen: number;
  /** Lines that were read before the present NGINX. */
  readonly linesBefore: number;
  /** Lines that were read. */
  readonly lines: number;
}

const NO_LOSSES: LossState = {
  lost: 0,
  before: 0,
  requests: 0,
  linesThen: 0,
  linesBefore: 0,
  lines: 0,
};

/** NGINX writes a line within a second of its request; far longer, so that a busy machine loses nothing by it. */
const SETTLE_MS = 5_000;

/** A total that NGINX has told, and the lines of the requests that had ended by then. */
interface Moment {
  readonly at: number;
  readonly ended: number;
  lines: number;
}

/**
 * Compares what NGINX says it has taken with the lines that it wrote, so that a loss of lines is known whatever its
 * cause: a volume that was full, a worker that was killed. Each line says when its request ended, so that a total is
 * compared with the lines of the same requests, whatever the load. Never more is shown than was lost, and less only by
 * what ends while NGINX answers.
 */
export class Losses {
  private readonly moments: Moment[] = [];
  private known: LossState;
  private lines: number;

  constructor(known: LossState = NO_LOSSES) {
    this.known = known;
    this.lines = known.lines;
  }

  get state(): LossState {
    return { ...this.known, lines: this.lines };
  }

  /** A line was read. @param ended - when its request did, in milliseconds since 1970; NaN where the line is none. */
  line(ended: number): void {
    this.lines += 1;
    for (const moment of this.moments) if (!(ended > moment.at)) moment.lines += 1;
  }

  /**
   * NGINX has told its total, and the lines until then are still to be read.
   *
   * @param now - when it had told, in milliseconds since 1970.
   */
  told(now: number, { requests, underWay }: NginxTotal): void {
    if (requests < this.known.requests) {
      this.moments.length = 0;
      const { lost, linesThen } = this.known;
      this.known = { ...this.known, before: lost, linesBefore: linesThen };
    }
    this.known = { ...this.known, requests, linesThen: this.lines };
    const lines = this.lines - this.known.linesBefore;
    this.moments.push({ at: now, ended: requests - underWay, lines });
  }

  /** All lines that are there have been read. @param now - milliseconds since 1970. */
  settle(now: number): void {
    for (let [first] = this.moments; first && first.at <= now - SETTLE_MS; [first] = this.moments) {
      this.moments.shift();
      const lost = this.known.before + first.ended - first.lines;
      this.known = { ...this.known, lost: Math.max(this.known.lost, lost) };
    }
  }
}
