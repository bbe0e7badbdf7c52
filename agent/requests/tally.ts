import type { Version } from '../../model/names';
import type { AddressBook } from './address-book';
import { codeLabel } from './code-label';
import { addDuration, noDurations, type Durations } from './durations';
import { listOf, millisecondsOf, parseKind, splitLine, type RequestKind } from './request-kind';

/** Counters of requests; the keys are the labels, joined by `|`. */
export interface Counts {
  /** By version that answered, route and code. */
  readonly requests: Map<string, number>;
  /** By version that answered and route. */
  readonly durations: Map<string, Durations>;
  /** Attempts at a version that failed, by version and route. */
  readonly failures: Map<string, number>;
  /** Requests for V2 that V1 answered, by route. */
  readonly fallbacks: Map<string, number>;
}

/** What a label says of a request that no route took, or for which no version was asked. */
const NONE = 'none';

/** Codes that a gate asks for: their counters stand at 0 before the first, so that rate() sees it. */
const EXPECTED_CODES = ['200', '500', '502', '503', '504'];

/** More than a service has: pairs of routes, statuses and pods. Beyond, they are worked out anew. */
const MOST_KINDS = 5_000;

/** What to do for each request of one kind. */
interface Steps {
  readonly request: string;
  readonly durations: Durations;
  readonly failures: readonly string[];
  readonly fallback: string | undefined;
  /** Which attempts were at the version that answered. */
  readonly own: readonly number[];
}

/** Counts the lines of the request log. Pure but for its own counters. */
export class Tally {
  private readonly steps = new Map<string, Steps | undefined>();

  private routes: readonly string[] = [];

  /** @param unreadable - how many lines were none. */
  constructor(
    private readonly book: AddressBook,
    readonly counts: Counts = emptyCounts(),
    public unreadable = 0,
  ) {}

  /** Makes the counters that are to stand at 0 until there is something to count. From now on, no other route is one. */
  begin(versions: readonly Version[], routes: readonly string[]): void {
    const { requests, failures, fallbacks } = this.counts;
    this.routes = routes;
    for (const route of routes) {
      for (const version of versions) {
        for (const code of EXPECTED_CODES) increase(requests, key(version, route, code), 0);
        this.durationsOf(key(version, route));
        increase(failures, key(version, route), 0);
      }
      increase(fallbacks, route, 0);
    }
  }

  /** The book has changed: who is behind an address may be another now. */
  forget(): void {
    this.steps.clear();
  }

  /** @param line - of a request of a client, without when it ended. */
  add(line: string): void {
    const parts = splitLine(line);
    const steps = parts && this.stepsOf(parts.kind);
    const took = parts && steps && durationOf(steps, parts.requestTime, parts.attemptTimes);
    if (steps === undefined || took === undefined) {
      this.unreadable += 1;
      return;
    }
    const { requests, failures, fallbacks } = this.counts;
    increase(requests, steps.request, 1);
    addDuration(steps.durations, took);
    for (const failure of steps.failures) increase(failures, failure, 1);
    if (steps.fallback !== undefined) increase(fallbacks, steps.fallback, 1);
  }

  private stepsOf(kind: string): Steps | undefined {
    const known = this.steps.get(kind);
    if (known !== undefined) return known;
    const parsed = parseKind(kind);
    if (parsed === undefined || !this.isRoute(parsed.route)) return undefined;
    if (this.steps.size >= MOST_KINDS) this.steps.clear();
    const made = this.work(parsed);
    this.steps.set(kind, made);
    return made;
  }

  private work({ route: name, chosen: named, status, attempts }: RequestKind): Steps {
    const route = name || NONE;
    const versions = attempts.map(({ address }) => this.book.versionOf(address));
    const chosen = named || versions[0];
    // An address that nobody has told of: with a single attempt it was the version that was chosen.
    const served = versions.at(-1) ?? (attempts.length === 1 && named !== '' ? named : NONE);
    const failed = attempts.flatMap((attempt, index) => {
      const version = versions[index];
      return /^5\d\d$/.test(attempt.status) && version !== undefined ? [key(version, route)] : [];
    });
    return {
      request: key(served, route, codeLabel(status)),
      durations: this.durationsOf(key(served, route)),
      failures: failed,
      fallback: chosen === 'v2' && served === 'v1' ? route : undefined,
      own: versions.flatMap((version, index) => (version === served ? [index] : [])),
    };
  }

  /** Two lines of which the first was cut off may look like one, of a route that is none. */
  private isRoute(name: string): boolean {
    return name === '' || this.routes.length === 0 || this.routes.includes(name);
  }

  private durationsOf(name: string): Durations {
    const { durations } = this.counts;
    const found = durations.get(name) ?? noDurations();
    durations.set(name, found);
    return found;
  }
}

/**
 * What the version that answered took, over all attempts at it: what another one wasted before is not its own. Where
 * no version was asked, the whole time of the request.
 *
 * @returns milliseconds; `undefined` when the times are none.
 */
function durationOf({ own }: Steps, requestTime: string, times: string): number | undefined {
  const whole = millisecondsOf(requestTime);
  if (whole === undefined || own.length === 0) return whole;
  const each = listOf(times);
  const known = own.flatMap((index) => millisecondsOf(each[index]) ?? []);
  return known.length === 0 ? whole : known.reduce((sum, one) => sum + one, 0);
}

function emptyCounts(): Counts {
  return {
    requests: new Map(),
    durations: new Map(),
    failures: new Map(),
    fallbacks: new Map(),
  };
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const key = (...labels: readonly string[]): string => labels.join('|');
