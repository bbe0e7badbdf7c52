import { above, type Histogram } from '../model/judge/histogram';
import { judgeMetric } from '../model/judge/judge-metric';
import { judgeProportion } from '../model/judge/judge-proportion';
import type { Judgement, Terms } from '../model/judge/judgement';
import type { Seeded } from '../test/support/judge/seeded';

export const CONFIDENCE = 0.95;

type Looks = Terms['looks'];

/**
 * `clean`: as V1, and nothing else is allowed: the hardest for a judge that must not cry wolf. `limit`: exactly as bad as
 * is allowed. `faulty`: as the name of the simulation states, judged by what is allowed.
 */
export type Health = 'clean' | 'limit' | 'faulty';

/** A simulated service at a share of 10. */
export interface Simulated {
  readonly name: string;
  /** Whether a V2 at the limit may not pass. A spread only fails: nobody has to prove it to pass. */
  readonly proves: boolean;
  /** Begins anew; every call of what it returns adds a window to V2 and to V1, and judges all that there is. */
  readonly start: (random: Seeded, v2: Health, looks: Looks) => () => Judgement;
}

const terms = (health: Health, looks: Looks, times: number, plus = 0): Terms => ({
  allowed: { atMost: health === 'clean' ? { times: 1, plus: 0 } : { times, plus } },
  confidence: CONFIDENCE,
  looks,
});

/** Errors: 0.1 % in V1, 1 % in a faulty V2, V1 + 0.2 points allowed; 3,000 requests of V2 a window. */
const errors: Simulated = {
  name: 'errors from 0.1 % to 1 %',
  proves: true,
  start: (random, health, looks) => {
    const rate = { clean: 0.001, limit: 0.003, faulty: 0.01 }[health];
    const v1 = { count: 0, total: 0 };
    const v2 = { count: 0, total: 0 };
    return () => {
      v1.count += random.binomial(27_000, 0.001);
      v1.total += 27_000;
      v2.count += random.binomial(3_000, rate);
      v2.total += 3_000;
      return judgeProportion(v1, v2, terms(health, looks, 1, 0.002));
    };
  },
};

/** Latency: part of requests above 100 ms, 4 % in V1, 10 % in a faulty V2, V1 + 2 points allowed; 2,000 of V2 a window. */
export const latency: Simulated = {
  name: 'slow requests from 4 % to 10 %',
  proves: true,
  start: (random, health, looks) => {
    const part = { clean: 0.04, limit: 0.06, faulty: 0.1 }[health];
    const [v1, v2] = [new Latencies(), new Latencies()];
    return () => {
      v1.add(random, 18_000, 0.04);
      v2.add(random, 2_000, part);
      return judgeProportion(v1.slow(), v2.slow(), terms(health, looks, 1, 0.02));
    };
  },
};

/** Buckets below and above 100 ms, as the gateway counts them. */
class Latencies implements Histogram {
  readonly bounds = [0.1, Infinity];
  readonly counts = [0, 0];

  add(random: Seeded, requests: number, slow: number): void {
    const count = random.binomial(requests, slow);
    this.counts[0] = (this.counts[0] ?? 0) + requests - count;
    this.counts[1] = (this.counts[1] ?? 0) + count;
  }

  slow() {
    return { count: above(this, 0.1), total: (this.counts[0] ?? 0) + (this.counts[1] ?? 0) };
  }
}

const metric = (
  name: string,
  proves: boolean,
  mean: Record<Health, number>,
  deviation: Record<Health, number>,
): Simulated => ({
  name,
  proves,
  start: (random, health, looks) => {
    const [v1, v2]: [number[], number[]] = [[], []];
    return () => {
      v1.push(...random.normals(60, 100, 15));
      v2.push(...random.normals(60, mean[health], deviation[health]));
      const spreadAtMostTimes = health === 'clean' ? 1 : 1.5;
      return judgeMetric(v1, v2, { ...terms(health, looks, 1.1), spreadAtMostTimes });
    };
  },
});

/** A figure a minute for an hour: 100 with a deviation of 15; 30 % more in a faulty V2, 1.1 times V1 allowed. */
const level = metric(
  'a level up by 30 %',
  true,
  { clean: 100, limit: 110, faulty: 130 },
  { clean: 15, limit: 15, faulty: 15 },
);

/** The same with V1's mean; a faulty V2 scatters three times as much, 1.5 times allowed (kayenta#780). */
const spread = metric(
  'a spread three times as wide',
  false,
  { clean: 100, limit: 100, faulty: 100 },
  { clean: 15, limit: 22.5, faulty: 45 },
);

export const simulations: readonly Simulated[] = [errors, latency, level, spread];
