import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ApiError, type KubeClient } from './client';

/** What is watched: a collection, narrowed by selectors. */
export interface WatchTarget<T> {
  readonly path: string;
  readonly selector: { readonly fieldSelector: string } | { readonly labelSelector: string };
  /** Checks and picks what matters of one object. @throws when it is not what it should be. */
  readonly parse: (object: unknown) => T;
  /** What tells objects apart, for a collection of several namespaces. @defaultValue the name */
  readonly keyOf?: (object: unknown) => string;
}

export interface WatchListener<T> {
  /** All objects as they now are, by name or what `keyOf` gives: after each list and each event. */
  readonly onObjects: (objects: ReadonlyMap<string, T>) => void;
  /** Whether the watch works; an orderly end of a watch does not count as loss. */
  readonly onConnected: (connected: boolean, reason?: Error) => void;
}

export interface WatchTiming {
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Milliseconds of the first wait after a failure; doubled each time. */
  readonly retryFirstMs: number;
  /** Milliseconds of the longest wait. */
  readonly retryLongestMs: number;
  /** Seconds after which the server ends a watch: a heartbeat, since a silent one is dropped soon after. */
  readonly watchSeconds: number;
}

export const WATCH_TIMING: WatchTiming = {
  random: Math.random,
  retryFirstMs: 50,
  retryLongestMs: 1_000,
  watchSeconds: 20,
};

const metadataSchema = z.object({ name: z.string(), resourceVersion: z.string() });
const objectSchema = z.object({ metadata: metadataSchema });
const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(z.unknown()),
});
const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const bookmarkSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
});
const statusSchema = z.object({ code: z.int().optional(), message: z.string().optional() });

/** The server had this long past the end it was asked for, before the connection is dropped. */
const OVERTIME_MS = 5_000;
const GONE = 410;

/**
 * Keeps a collection in view until `signal` aborts: lists, then watches from there, for ever.
 *
 * An orderly end of a watch resumes where it stopped. Everything else lists anew: after a failure the
 * server may be another one, or one with an older past, for which the last version means nothing.
 */
export async function listWatch<T>(
  client: KubeClient,
  target: WatchTarget<T>,
  listener: WatchListener<T>,
  signal: AbortSignal,
  timing: WatchTiming = WATCH_TIMING,
): Promise<void> {
  const watch = new CollectionWatch(client, target, listener, signal, timing);
  let failures = 0;
  while (!signal.aborted) {
    try {
      await watch.run(() => (failures = 0));
    } catch (error) {
      if (isAborted(signal)) return;
      watch.forget();
      // Too old is no loss of connection: the next list mends it at once.
      if (!(error instanceof ApiError && error.status === GONE)) {
        listener.onConnected(false, error instanceof Error ? error : new Error(String(error)));
      }
      const wait = Math.min(timing.retryFirstMs * 2 ** failures, timing.retryLongestMs);
      failures += 1;
      await pause(wait * (0.5 + timing.random() / 2), signal);
    }
  }
}

class CollectionWatch<T> {
  private readonly objects = new Map<string, T>();
  private version: string | undefined;

  constructor(
    private readonly client: KubeClient,
    private readonly target: WatchTarget<T>,
    private readonly listener: WatchListener<T>,
    private readonly signal: AbortSignal,
    private readonly timing: WatchTiming,
  ) {}

  forget(): void {
    this.version = undefined;
  }

  /** Lists when needed and watches once. */
  async run(onOpen: () => void): Promise<void> {
    const { path, selector } = this.target;
    const version = this.version ?? (await this.list());
    // Spread out, so that the watches of many agents do not end at the same moment.
    const seconds = Math.ceil(this.timing.watchSeconds * (1 + this.timing.random() / 2));
    const query = {
      ...selector,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(seconds),
    };
    const began = Date.now();
    await this.client.stream(
      { method: 'GET', path, query },
      {
        onOpen: () => {
          onOpen();
          this.listener.onConnected(true);
        },
        onLine: (line) => {
          this.take(line);
        },
        limitMs: seconds * 1_000 + OVERTIME_MS,
        signal: this.signal,
      },
    );
    // A server that ends every watch at once must not be asked in a tight loop.
    if (Date.now() - began < 1_000) await pause(this.timing.retryFirstMs, this.signal);
  }

  private async list(): Promise<string> {
    const { path, selector, parse, keyOf = nameOf } = this.target;
    const raw = await this.client.request({ method: 'GET', path, query: selector });
    const list = listSchema.parse(raw);
    this.objects.clear();
    for (const item of list.items) {
      this.objects.set(keyOf(item), parse(item));
    }
    this.version = list.metadata.resourceVersion;
    this.listener.onObjects(this.objects);
    return this.version;
  }

  private take(line: string): void {
    const { type, object } = eventSchema.parse(JSON.parse(line));
    if (type === 'ERROR') {
      const { code, message } = statusSchema.parse(object);
      throw new ApiError(code ?? 0, message ?? 'the watch failed');
    }
    if (type === 'BOOKMARK') {
      this.version = bookmarkSchema.parse(object).metadata.resourceVersion;
      return;
    }
    const { resourceVersion } = objectSchema.parse(object).metadata;
    const { parse, keyOf = nameOf } = this.target;
    if (type === 'DELETED') this.objects.delete(keyOf(object));
    else this.objects.set(keyOf(object), parse(object));
    this.version = resourceVersion;
    this.listener.onObjects(this.objects);
  }
}

const nameOf = (object: unknown): string => objectSchema.parse(object).metadata.name;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** In a function of its own, because the compiler takes an earlier check of `aborted` for lasting. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
