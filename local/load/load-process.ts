import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Version } from '../../model/names';
import type { Instant, LoadCounts } from './counters';
import type { LoadReport } from './load';
import { resolveOptions, type LoadOptions } from './options';
import { parseTarget } from './target';
import type { Answers, Call, FromWorker, ToWorker } from './worker-protocol';

/** A point of a run in another process. */
export type ProcessMark = number & { readonly __brand: 'ProcessMark' };

/** A run in a process of its own, so that the code that measures does not disturb it. */
export interface LoadProcess {
  /** The sending process. */
  readonly pid: number;
  /** @returns this point of the run; only the last 1,000 are kept. */
  mark(): Promise<ProcessMark>;
  /** @returns what happened after `from` (default: the start), until `to` (default: now). */
  since(from?: ProcessMark, to?: ProcessMark): Promise<LoadCounts>;
  /** @returns when the last reply of this version arrived, whatever its status. */
  lastSeen(version: Version): Promise<Instant | undefined>;
  /** Sends no more; returns the report when the requests under way have ended. */
  stop(): Promise<LoadReport>;
  /** Settles when the run has reached its bound or was stopped; rejects when its process died. */
  readonly report: Promise<LoadReport>;
  /** Ends the process; until then marks and counts can be asked for, also after the run. */
  close(): void;
}

/**
 * Starts a run in a child process.
 *
 * @returns when the run has begun.
 * @throws InvalidInputError as {@link Load} does, before any process is started.
 */
export async function startLoad(options: LoadOptions): Promise<LoadProcess> {
  parseTarget(resolveOptions(options).url);
  const child = fork(join(__dirname, 'worker.ts'), [], {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const channel = new Channel(child);
  await channel.ask({ call: 'start', options });
  const report = channel.report;
  return {
    pid: child.pid ?? 0,
    mark: async () => (await channel.ask({ call: 'mark' })) as ProcessMark,
    since: (from, to) => channel.ask({ call: 'since', from, to }),
    lastSeen: async (version) => (await channel.ask({ call: 'lastSeen', version })) ?? undefined,
    stop: async () => {
      await channel.ask({ call: 'stop' }).catch(() => undefined);
      return report;
    },
    report,
    close: () => {
      channel.close();
    },
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class Channel {
  readonly report: Promise<LoadReport>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #runs = true;
  #gone: Error | undefined;

  constructor(private readonly child: ChildProcess) {
    this.report = new Promise((resolve, reject) => {
      child.on('message', (message: FromWorker) => {
        if ('report' in message) {
          resolve(message.report);
          // What is left is to answer questions: no reason to keep this process alive.
          child.unref();
          this.#runs = false;
          this.#keepAlive();
        } else this.#settle(message);
      });
      const end = (error: Error): void => {
        this.#gone = error;
        reject(error);
        for (const waiting of this.#waiting.values()) waiting.reject(error);
        this.#waiting.clear();
      };
      child.once('error', end);
      child.once('exit', (code, signal) => {
        end(
          new Error(`the load process has ended (${signal ?? `exit code ${code ?? 'unknown'}`})`),
        );
      });
    });
    // Told to whoever waits for the report; a caller that never does is not to crash by it.
    this.report.catch(() => undefined);
  }

  ask<C extends Call>(call: C): Promise<Answers[C['call']]> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve, reject });
      const message: ToWorker = { ...call, id };
      this.#keepAlive();
      this.child.send(message, (error) => {
        if (error) reject(error);
      });
    });
  }

  close(): void {
    if (this.child.connected) this.child.disconnect();
  }

  #keepAlive(): void {
    if (this.#runs || this.#waiting.size > 0) this.child.channel?.ref();
    else this.child.channel?.unref();
  }

  #settle(message: Exclude<FromWorker, { report: LoadReport }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    this.#keepAlive();
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.answer);
  }
}
