import type { Version } from '../../model/names';
import { Connection, type Outcome } from './connection';
import { Counters, type Instant, type LoadCounts } from './counters';
import { resolveOptions, type LoadOptions, type ResolvedOptions } from './options';
import { SAMPLE_REQUEST } from './sample-request';
import { parseTarget, type Target } from './target';
import { Users } from './users';

/** How often timeouts are looked for, in milliseconds: a timeout is told at most this much late. */
const SWEEP_MS = 50;
/** A refused connection is tried again after this time by a closed loop, which else would only spin. */
const REFUSED_PAUSE_MS = 10;

/** The counts of a whole run. */
export interface LoadReport extends LoadCounts {
  /**
   * Requests that were due and never sent, because all connections were waiting for replies when the run
   * ended. Always 0 for a closed loop.
   */
  readonly unsent: number;
  /** With `users`: which version answered each last, as {@link Users.answers} has it. */
  readonly users?: string;
}

/** A point of a run, to count from or to. */
export type Mark = Counters;

/**
 * A bounded run of requests that are never retried: each is written once and counted once. Without a
 * rate it is a closed loop (each connection sends its next request when it has a reply), with one an open
 * loop: requests start on a fixed schedule, and what finds no free connection waits and is measured from
 * the moment it was meant to start.
 *
 * @throws InvalidInputError from the constructor: options, missing bounds, refused target.
 */
export class Load {
  readonly #options: ResolvedOptions;
  readonly #target: Target;
  readonly #request: Buffer;
  readonly #users: Users | undefined;
  readonly #connections: readonly Connection[];
  readonly #idle: Connection[];
  readonly #counters: Counters;
  #from: Mark | undefined;
  #startedAt = 0;
  #inFlight = 0;
  #stopped = false;
  #unsent = 0;
  #ended: () => void = () => undefined;

  constructor(options: LoadOptions) {
    this.#options = resolveOptions(options);
    const { url, users, versionFrom, tls: trust, connections } = this.#options;
    const target = (this.#target = parseTarget(url));
    this.#request = render(target, this.#options);
    this.#users = users && new Users(users);
    this.#counters = new Counters(versionFrom);
    const { connections: counts } = this.#counters;
    const wiring = { target, counts, versionHeader: versionFrom.header, trust };
    this.#connections = Array.from({ length: connections }, () => new Connection(wiring));
    this.#idle = [...this.#connections];
  }

  /**
   * Runs to its bound, or to {@link stop}. To be called once.
   *
   * @returns the counts, when every request has ended.
   */
  async start(): Promise<LoadReport> {
    const from = (this.#from = this.mark());
    this.#startedAt = performance.now();
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    const sweep = setInterval(() => {
      const now = performance.now();
      for (const connection of this.#connections) connection.checkDeadline(now);
    }, SWEEP_MS);
    const { rate, seconds } = this.#options;
    const bound = setTimeout(() => {
      if (rate !== undefined) this.#sendDue(rate);
      this.stop();
    }, seconds * 1000);
    if (rate === undefined) {
      for (const connection of this.#idle.splice(0)) this.#sendNext(connection);
    } else this.#tick(rate);
    await ended;
    clearInterval(sweep);
    clearTimeout(bound);
    for (const connection of this.#connections) connection.close();
    const users = this.#users && { users: this.#users.answers() };
    return { ...this.since(from), unsent: this.#unsent, ...users };
  }

  /** Sends no more; {@link start} settles when the requests under way have ended. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const { rate } = this.#options;
    if (rate !== undefined) this.#unsent = Math.max(0, this.#due(rate) - this.#counters.sent);
    this.#endIfDone();
  }

  /** @returns this point of the run; it stays as it is. */
  mark(): Mark {
    return this.#counters.copy();
  }

  /** @returns what happened after `from`, until `to` or until now. */
  since(from: Mark | undefined = this.#from, to: Mark = this.mark()): LoadCounts {
    return to.since(from ?? to);
  }

  /** @returns when the last reply of this version arrived, whatever its status. */
  lastSeen(version: Version): Instant | undefined {
    return this.#counters.lastSeen[version];
  }

  #sendNext(connection: Connection): void {
    if (!this.#maySend()) return;
    this.#send(connection, performance.now(), (outcome) => {
      const next = (): void => {
        this.#sendNext(connection);
      };
      if ('failure' in outcome && outcome.failure === 'refused') setTimeout(next, REFUSED_PAUSE_MS);
      else next();
    });
  }

  #tick(rate: number): void {
    this.#sendDue(rate);
    if (this.#stopped) return;
    const wait = this.#intended(rate) - performance.now();
    setTimeout(
      () => {
        this.#tick(rate);
      },
      Math.max(1, Math.min(100, wait)),
    );
  }

  /** The connection idle for longest goes first, so that all of them stay in use. */
  #sendDue(rate: number): void {
    const due = this.#due(rate);
    while (this.#counters.sent < due && this.#maySend()) {
      const connection = this.#idle.shift();
      if (!connection) return;
      this.#send(connection, this.#intended(rate), () => {
        this.#idle.push(connection);
        if (this.#counters.sent < due) this.#sendDue(rate);
      });
    }
    this.#maySend();
  }

  /** When the next request is meant to start. */
  #intended(rate: number): number {
    return this.#startedAt + (this.#counters.sent * 1000) / rate;
  }

  /** Requests that should have been started by now. */
  #due(rate: number): number {
    const { seconds, requests = Infinity } = this.#options;
    const started = Math.floor(((performance.now() - this.#startedAt) * rate) / 1000) + 1;
    return Math.min(requests, Math.ceil(seconds * rate), started);
  }

  #maySend(): boolean {
    const { requests } = this.#options;
    if (requests !== undefined && this.#counters.sent >= requests) this.stop();
    return !this.#stopped;
  }

  #send(connection: Connection, intended: number, then: (outcome: Outcome) => void): void {
    const number = this.#counters.sent++;
    this.#inFlight++;
    const deadline = performance.now() + this.#options.timeoutMs;
    connection.send(this.#requestOf(number), deadline, (outcome) => {
      this.#inFlight--;
      const version = this.#counters.count(outcome, performance.now() - intended);
      this.#users?.note(number, version);
      then(outcome);
      this.#endIfDone();
    });
  }

  #requestOf(number: number): Buffer {
    if (!this.#users) return this.#request;
    return render(this.#target, this.#options, this.#users.header(number));
  }

  #endIfDone(): void {
    if (this.#stopped && this.#inFlight === 0) this.#ended();
  }
}

function render(
  target: Target,
  { method, body, headers }: ResolvedOptions,
  user?: readonly [name: string, value: string],
): Buffer {
  const content = method === 'POST' ? (body ?? SAMPLE_REQUEST) : '';
  const all: Record<string, string> = {
    Host: target.host,
    ...headers,
    ...(user ? { [user[0]]: user[1] } : {}),
  };
  if (method === 'POST') {
    all['Content-Type'] ??= 'application/json';
    all['Content-Length'] = String(Buffer.byteLength(content));
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${target.path} HTTP/1.1`, ...lines, '', content].join('\r\n'));
}
