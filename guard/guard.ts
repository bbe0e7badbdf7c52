import type { Logger } from 'pino';
import type { Clock } from '../kube/clock';
import { LEASE_TIMING, type Lease } from '../kube/lease';
import { evidenceData, parseEvidence, type Evidence } from '../model/gates/evidence';
import { verdictConfigMapName } from '../model/names';
import { InvalidInputError } from '../model/problem';
import type { GuardCluster, GuardListener } from './cluster';
import { judge, type JudgeParts } from './judge';
import type { GuardMetrics } from './metrics';
import { announcement, isDue } from './publish';
import { situationOf, type Sight, type Situation } from './situation';

export interface GuardParts extends JudgeParts {
  readonly cluster: GuardCluster;
  readonly lease: Pick<Lease, 'compete' | 'release' | 'isHeld'>;
  readonly metrics: GuardMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A loop that has not come round for so many of its intervals hangs; one round takes as long as Prometheus may. */
const HANGS_AFTER_ROUNDS = 4;
const LEAST_HANG_MS = 60_000;

/**
 * Judges the gates in force again and again. Of several guards of a service all judge, so that each is ready to go on at once, and
 * the one with the Lease stores what it finds.
 */
export class Guard {
  private sight: Sight | undefined;
  private stored: Evidence | undefined;
  private latest: Evidence | undefined;
  private roundEndedAt: number;
  private rounds = 0;
  private connected = false;
  private connectedOnce = false;
  private wake: () => void = () => undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: GuardParts) {
    this.roundEndedAt = parts.clock.now();
  }

  /** Whether it can judge: it has seen the cluster, and a round is over, whatever came of it. */
  get isReady(): boolean {
    return this.connectedOnce && this.rounds > 0;
  }

  get isLive(): boolean {
    const most = Math.max(LEAST_HANG_MS, HANGS_AFTER_ROUNDS * this.everyMs);
    return this.parts.clock.now() - this.roundEndedAt < most;
  }

  /** Watches and judges, and returns when {@link stop} was called. */
  async run(): Promise<void> {
    const { cluster, lease } = this.parts;
    const { signal } = this.stopping;
    await Promise.all([cluster.watch(this.listener(), signal), this.compete(), this.judgeOn()]);
    await lease.release();
  }

  stop(): void {
    this.stopping.abort();
  }

  private get everyMs(): number {
    return this.parts.settings.everySeconds * 1_000;
  }

  private listener(): GuardListener {
    const { metrics, log } = this.parts;
    return {
      onSight: (sight) => {
        const before = this.situation;
        this.sight = sight;
        // What was found at another share is of no use any more.
        if (describe(before) !== describe(this.situation)) this.wake();
      },
      onVerdict: (data) => {
        this.stored = this.read(data);
      },
      onConnected: (connected, reason) => {
        // Told once: it is tried again every second.
        if (this.connected && !connected) log.warn({ err: reason }, 'the API server is lost');
        this.connected = connected;
        this.connectedOnce ||= connected;
        metrics.connected(connected);
      },
    };
  }

  private get situation(): Situation | undefined {
    return this.sight && situationOf(this.sight);
  }

  /** What cannot be read is as good as nothing, and is written over. */
  private read(data: Readonly<Record<string, string>> | undefined): Evidence | undefined {
    const { settings, log } = this.parts;
    try {
      return parseEvidence(data, verdictConfigMapName(settings.service));
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      log.warn({ err: error }, 'what is stored is no evidence');
      return undefined;
    }
  }

  private async compete(): Promise<void> {
    const { lease, metrics, log } = this.parts;
    while (!this.stopping.signal.aborted) {
      try {
        await lease.compete();
      } catch (error) {
        log.warn({ err: error }, 'the Lease could not be asked for');
      }
      metrics.leads(lease.isHeld);
      await this.pause(LEASE_TIMING.everyMs);
    }
  }

  private async judgeOn(): Promise<void> {
    const { clock } = this.parts;
    while (!this.stopping.signal.aborted) {
      const began = clock.now();
      const news = new AbortController();
      this.wake = () => {
        news.abort();
      };
      await this.round();
      const left = this.everyMs - (clock.now() - began);
      await this.pause(Math.max(0, left), news.signal);
    }
  }

  private async round(): Promise<void> {
    const { situation, parts } = this;
    const { metrics, clock, lease } = parts;
    if (situation === undefined) {
      metrics.blind();
    } else {
      const began = clock.now();
      const evidence = await judge(parts, situation, newer(this.latest, this.stored));
      metrics.judged(evidence, (clock.now() - began) / 1_000);
      this.latest = evidence;
      if (lease.isHeld) await this.store(evidence);
    }
    this.rounds += 1;
    this.roundEndedAt = clock.now();
  }

  /** Never rejects: evidence that is not stored grows old, and does not count any more. */
  private async store(evidence: Evidence): Promise<void> {
    const { cluster, settings, metrics, log } = this.parts;
    const before = this.stored;
    if (!isDue(before, evidence, settings.everySeconds)) return;
    try {
      await cluster.publish(evidenceData(evidence));
      // The watch tells it later, and must not be waited for.
      this.stored = evidence;
      const news = announcement(before, evidence);
      if (news === undefined) return;
      log.info({ verdict: evidence.verdict, share: evidence.share }, news.message);
      await cluster.announce(news);
    } catch (error) {
      metrics.failedToWrite();
      log.warn({ err: error }, 'what was found could not be told');
    }
  }

  /** Resolves after a time, or at once when one of the signals aborts. */
  private pause(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
    const early = AbortSignal.any([this.stopping.signal, ...signals]);
    return new Promise((resolve) => {
      const end = (): void => {
        early.removeEventListener('abort', end);
        cancel();
        resolve();
      };
      const cancel = this.parts.clock.after(ms, end);
      early.addEventListener('abort', end);
      if (early.aborted) end();
    });
  }
}

const describe = (situation: Situation | undefined): string => JSON.stringify(situation ?? null);

/** The other guard may have gone on for a while: its counts go on too. */
function newer(a: Evidence | undefined, b: Evidence | undefined): Evidence | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a.at) >= Date.parse(b.at) ? a : b;
}
