import { VERSIONS, type Version } from '../../model/names';
import { monotonicMs } from './clock';
import type { ConnectionCounts, Outcome } from './connection';
import { Histogram, type Latencies } from './histogram';

/** Replies by their `version` header; `none` are those without one, or with one that is no version. */
type ByVersion = Readonly<Record<Version | 'none', number>>;

/** What happened in a run or in a window of it. Each request is in `ok` or in `failures`, once. */
export interface LoadCounts {
  /** Seconds of the window. */
  readonly seconds: number;
  /** Requests written. */
  readonly sent: number;
  /** Requests that ended: `ok` and `failed` together. */
  readonly completed: number;
  /** Replies below 400 by version. */
  readonly ok: ByVersion;
  /** Replies of any status by version: what shows the split. */
  readonly replies: ByVersion;
  /** V2's part of the replies with a version, in percent; null without any. */
  readonly v2Percent: number | null;
  /** Requests that failed, in all. */
  readonly failed: number;
  /** Failures by kind: `refused`, `reset`, `timeout`, `protocol`, `network`, or `status-<code>`. */
  readonly failures: Readonly<Record<string, number>>;
  /** Completed requests per second. */
  readonly rate: number;
  /**
   * Milliseconds of requests that got a reply, from the moment each was meant to start; null without any.
   */
  readonly latencyMs: Latencies | null;
  readonly connections: Readonly<ConnectionCounts>;
}

/** When something was seen. */
export interface Instant {
  /** CLOCK_MONOTONIC in milliseconds, comparable between processes of one machine. */
  readonly monotonicMs: number;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

/** The counters of one run. Only ever rise, so that a window is a difference. */
export class Counters {
  sent = 0;
  ok = { v1: 0, v2: 0, none: 0 };
  replies = { v1: 0, v2: 0, none: 0 };
  failures: Record<string, number> = {};
  latencies = new Histogram();
  connections: ConnectionCounts = { opened: 0, closedIdle: 0, closedByReply: 0 };
  at = monotonicMs();
  readonly lastSeen: { v1?: Instant; v2?: Instant } = {};

  /** @param names - what the versions call themselves in their replies. */
  constructor(private readonly names: Readonly<Record<Version, string>> = { v1: 'v1', v2: 'v2' }) {}

  /**
   * @param latencyMs - from the intended start to the end of the reply.
   * @returns the version that answered.
   */
  count(outcome: Outcome, latencyMs: number): Version | 'none' {
    if ('failure' in outcome) {
      this.#failed(outcome.failure);
      return 'none';
    }
    const { status, version } = outcome.reply;
    const from = VERSIONS.find((name) => this.names[name] === version) ?? 'none';
    this.replies[from]++;
    if (from !== 'none') {
      this.lastSeen[from] = { monotonicMs: monotonicMs(), wallMs: Date.now() };
    }
    this.latencies.record(latencyMs);
    if (status < 400) this.ok[from]++;
    else this.#failed(`status-${status}`);
    return from;
  }

  /** @returns a copy that stays as it is. */
  copy(): Counters {
    const copy = new Counters(this.names);
    copy.sent = this.sent;
    copy.ok = { ...this.ok };
    copy.replies = { ...this.replies };
    copy.failures = { ...this.failures };
    copy.latencies = this.latencies.copy();
    copy.connections = { ...this.connections };
    return copy;
  }

  /** @returns what was counted between `from` and this copy. */
  since(from: Counters): LoadCounts {
    const seconds = (this.at - from.at) / 1000;
    const replies = minus(this.replies, from.replies);
    const failures = nonZero(minus(this.failures, from.failures));
    const failed = Object.values(failures).reduce((sum, n) => sum + n, 0);
    const ok = minus(this.ok, from.ok);
    const completed = ok.v1 + ok.v2 + ok.none + failed;
    const versioned = replies.v1 + replies.v2;
    return {
      seconds: rounded(seconds, 3),
      sent: this.sent - from.sent,
      completed,
      ok,
      replies,
      v2Percent: versioned === 0 ? null : rounded((100 * replies.v2) / versioned, 4),
      failed,
      failures,
      rate: seconds > 0 ? rounded(completed / seconds, 1) : 0,
      latencyMs: this.latencies.since(from.latencies).latencies() ?? null,
      connections: minus(this.connections, from.connections),
    };
  }

  #failed(kind: string): void {
    this.failures[kind] = (this.failures[kind] ?? 0) + 1;
  }
}

function minus<T extends { [K in keyof T]: number }>(later: T, earlier: T): T {
  const result: Record<string, number> = {};
  for (const key of Object.keys(later)) {
    result[key] = later[key as keyof T] - ((earlier[key as keyof T] as number | undefined) ?? 0);
  }
  return result as T;
}

function nonZero(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
