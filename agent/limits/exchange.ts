import type { Logger } from 'pino';
import type { Consumption } from '../../gateway/consumption';
import type { Clock } from '../../kube/clock';
import type { ScriptPort } from '../script/nginx-script';
import type { LimitsMetrics } from './metrics';

export interface ExchangeParts {
  readonly script: Pick<ScriptPort, 'drain'>;
  /** @returns the addresses of the other ready gateway pods. */
  readonly peers: () => readonly string[];
  /** Tells one of them. @throws when it does not take it. */
  readonly tell: (address: string, used: Consumption) => Promise<void>;
  readonly metrics: LimitsMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a client can use at each pod before the others know: 0.25 s of its own speed, beyond its burst. */
export const EVERY_MS = 250;

/**
 * What was counted over a longer time than this is not told: the others would charge at once for what the
 * client was long entitled to.
 */
export const STALE_MS = 2_000;

/**
 * Tells the other gateway pods what clients used at this one. Nothing waits for it: a pod that cannot be told
 * misses it, and admits so much more.
 */
export class LimitsExchange {
  private cancel: () => void = () => undefined;
  private stopped = false;
  private drainedAt: number | undefined;
  private readonly telling = new Set<string>();

  constructor(private readonly parts: ExchangeParts) {}

  start(): void {
    this.cancel = this.parts.clock.after(EVERY_MS, () => {
      void this.round().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** Never rejects. */
  private async round(): Promise<void> {
    const { script, peers, metrics, clock, log } = this.parts;
    try {
      // Also without anyone to tell: what lies there must not grow old.
      const used = await script.drain();
      const now = clock.now();
      const fresh = this.drainedAt !== undefined && now - this.drainedAt <= STALE_MS;
      this.drainedAt = now;
      if (!fresh || Object.keys(used).length === 0) return;
      for (const address of peers()) void this.tellOne(address, used);
    } catch (error) {
      metrics.failed('drain');
      log.debug({ err: error }, 'NGINX does not tell what clients used');
    }
  }

  /** One message at a time to each: a pod that hangs costs one connection. */
  private async tellOne(address: string, used: Consumption): Promise<void> {
    const { tell, metrics, log } = this.parts;
    if (this.telling.has(address)) {
      metrics.failed('busy');
      return;
    }
    this.telling.add(address);
    try {
      await tell(address, used);
      metrics.told();
    } catch (error) {
      metrics.failed('tell');
      log.debug({ err: error, address }, 'a gateway pod was not told what clients used');
    } finally {
      this.telling.delete(address);
    }
  }
}
