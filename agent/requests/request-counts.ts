import type { Logger } from 'pino';
import type { Version } from '../../model/names';
import type { Clock } from '../../kube/clock';
import { AddressBook } from './address-book';
import { loadCheckpoint, saveCheckpoint, type Checkpoint } from './checkpoint';
import { exposition } from './exposition';
import { GrowingLog } from './growing-log';
import { Losses, type NginxTotal } from './losses';
import { Tally, type Counts } from './tally';

export interface RequestCountsParts {
  readonly service: string;
  /** Those that there are: V1 may be removed. */
  readonly versions: readonly Version[];
  readonly routes: readonly string[];
  readonly paths: { readonly requestLog: string; readonly requestCounts: string };
  /** @returns what NGINX says it has taken. @throws when it does not answer. */
  readonly total: () => Promise<NginxTotal>;
  /** Tells NGINX to open its logs anew. @returns whether there is an NGINX. */
  readonly reopen: () => boolean;
  readonly clock: Clock;
  /** @returns milliseconds since 1970, as NGINX tells when a request ended. */
  readonly date: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

/** The volume of the log holds what comes in minutes: this is for counters that are never far behind. */
const EVERY_MS = 1_000;

/** The counters of requests: what the agent makes of NGINX's request log. */
export class RequestCounts {
  private cancel: () => void = () => undefined;
  private last: Promise<void> = Promise.resolve();
  private stopped = false;
  private unsaved = false;
  private failure = '';

  private constructor(
    private readonly parts: RequestCountsParts,
    private readonly book: AddressBook,
    private readonly tally: Tally,
    private readonly losses: Losses,
    private readonly lines: GrowingLog,
  ) {}

  /** Goes on where the agent before it has stopped. */
  static async open(parts: RequestCountsParts): Promise<RequestCounts> {
    const { paths, reopen, versions, routes } = parts;
    const saved = await loadCheckpoint(paths.requestCounts);
    const book = new AddressBook(saved?.addresses);
    const tally = new Tally(book, saved && countsOf(saved), saved?.unreadable);
    tally.begin(versions, routes);
    const lines = await GrowingLog.open(paths.requestLog, reopen, saved?.positions);
    return new RequestCounts(parts, book, tally, new Losses(saved?.losses), lines);
  }

  /** Reads on, every second. */
  start(): void {
    this.cancel = this.parts.clock.after(EVERY_MS, () => {
      void this.look().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** Stops, and leaves the log alone. */
  async close(): Promise<void> {
    this.stop();
    await this.inTurn(() => this.lines.close());
  }

  /** Takes in which addresses NGINX is about to ask. */
  learn(addresses: ReadonlyMap<string, Version>): void {
    if (!this.book.learn(addresses)) return;
    this.tally.forget();
    this.unsaved = true;
  }

  /** The exposition format of Prometheus, with all that NGINX has written. */
  async text(): Promise<string> {
    await this.inTurn(() => this.take());
    const { counts, unreadable } = this.tally;
    return exposition(this.parts.service, counts, unreadable + this.losses.state.lost);
  }

  /** Reads on, and compares. Never rejects. */
  private async look(): Promise<void> {
    await this.inTurn(async () => {
      const total = await this.parts.total().catch(() => undefined);
      if (total !== undefined) this.losses.told(this.parts.date(), total);
      await this.take();
      this.losses.settle(this.parts.date());
      await this.lines.shorten(this.parts.clock.now(), () => this.save());
      if (this.unsaved) await this.save();
    });
  }

  private async take(): Promise<void> {
    await this.lines.take((line) => {
      const end = line.lastIndexOf('|');
      this.losses.line(Number(line.slice(end + 1)) * 1_000);
      // A line of a time alone is of a request to the gateway itself.
      if (end >= 0) this.tally.add(line.slice(0, end));
    });
  }

  private async save(): Promise<void> {
    const { counts, unreadable } = this.tally;
    await saveCheckpoint(this.parts.paths.requestCounts, {
      format: 1,
      positions: [...this.lines.positions],
      addresses: this.book.known(),
      unreadable,
      requests: Object.fromEntries(counts.requests),
      durations: Object.fromEntries(counts.durations),
      failures: Object.fromEntries(counts.failures),
      fallbacks: Object.fromEntries(counts.fallbacks),
      losses: this.losses.state,
    });
    this.unsaved = false;
  }

  /** One at a time; what goes wrong is told once, and tried again. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(work).then(
      () => {
        this.failure = '';
      },
      (error: unknown) => {
        const failure = String(error);
        if (failure !== this.failure) this.parts.log.warn({ error }, 'requests are not counted');
        this.failure = failure;
      },
    );
    return this.last;
  }
}

function countsOf(saved: Checkpoint): Counts {
  const { requests, durations, failures, fallbacks } = saved;
  return {
    requests: new Map(Object.entries(requests)),
    durations: new Map(Object.entries(durations)),
    failures: new Map(Object.entries(failures)),
    fallbacks: new Map(Object.entries(fallbacks)),
  };
}
