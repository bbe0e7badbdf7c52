import type { Share } from '../model/share';
import type { ClusterPort } from './cluster-port';
import { CommandFailure } from './failure';
import { readSituation, type Situation } from './situation';
import type { CommandTarget } from './target';

/** A watch may miss a change: whoever waits looks by itself at least this often, in milliseconds. */
const LOOK_MS = 1_000;

export interface Waited {
  readonly settled: boolean;
  /** The last that was seen. */
  readonly situation: Situation;
}

/** @returns whether all ready gateway pods confirm what they are to serve, by what can be read. */
export function isSettled({ observed, effective }: Situation): boolean {
  return observed !== undefined && observed === effective;
}

/** As {@link isSettled}; with a desired share that cannot be read, anything up to the limit will do. */
export function isSettledBelow(limit: Share): (situation: Situation) => boolean {
  return (situation) =>
    situation.effective === undefined
      ? situation.observed !== undefined && situation.observed <= limit
      : isSettled(situation);
}

/** What is waited for. */
export interface Wanted {
  /** Whether the observed share is the one waited for. */
  readonly settled: (situation: Situation) => boolean;
  /** Whether waiting has become pointless. */
  readonly over?: (situation: Situation) => boolean;
}

/**
 * Waits until the situation is as wanted, and each ready gateway pod says so itself: the observed share may
 * be a fraction of a second old when a change has only just begun.
 *
 * @param timeoutMs - after which it gives up.
 * @throws CommandFailure when the cluster does not answer at the end of that time.
 */
export async function waitFor(
  cluster: ClusterPort,
  target: CommandTarget,
  wanted: Wanted,
  timeoutMs: number,
): Promise<Waited> {
  const deadline = performance.now() + timeoutMs;
  const stop = new AbortController();
  const bell = new Bell();
  cluster.watch(
    ['traffic', 'hold'],
    () => {
      bell.ring();
    },
    stop.signal,
  );
  try {
    for (;;) {
      const look = await tryToRead(cluster, target, wanted);
      const left = deadline - performance.now();
      if (look instanceof CommandFailure) {
        if (left <= 0) throw look;
      } else if (look.settled || left <= 0 || wanted.over?.(look.situation)) return look;
      await bell.wait(Math.min(LOOK_MS, left));
    }
  } finally {
    stop.abort();
  }
}

/** An API server that is away for a moment does not end the waiting: the gateway works without it. */
async function tryToRead(
  cluster: ClusterPort,
  target: CommandTarget,
  wanted: Wanted,
): Promise<Waited | CommandFailure> {
  try {
    const situation = await readSituation(cluster, target);
    if (!wanted.settled(situation)) return { settled: false, situation };
    const pods = await cluster.gatewayPods();
    const share = String(situation.observed);
    return { settled: pods.every((pod) => !pod.ready || pod.share === share), situation };
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
}

/** Remembers a ring that came while nobody was waiting. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until the bell has rung since the last wait, or the time has passed. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}
