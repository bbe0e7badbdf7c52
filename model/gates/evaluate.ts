import { compareWithV1, describeBound, failAlike, missedBounds } from './bounds';
import type { Gate } from './gate';
import type { GateResult } from './evidence';
import { describeCount, describeValue } from './quantity';
import { valueOf, type Missing, type Readings } from './reading';
import type { Verdict } from './verdict';

/** What was asked, and when. */
export interface Asked {
  readonly query: string;
  /** `null` where V1 was not asked. */
  readonly v1Query: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

interface Finding {
  readonly verdict: Verdict;
  /** Without the name of the gate. */
  readonly text: string;
  readonly sharedFailure?: boolean;
}

/**
 * Judges one gate by what was read. What is found first counts:
 *
 * 1. `error`: V2 or its samples could not be read.
 * 2. `no-data`: there are no samples, or V2 has no value. `inconclusive`: there are too few samples, whatever the value.
 * 3. `fail`: V2 misses an absolute bound, and not as V1 does.
 * 4. as in 1 and 2 of V1, where V2 is compared with it; `fail`: V2 misses a bound relative to V1.
 * 5. `inconclusive`: V1 and V2 miss an absolute bound alike, or V1's value is none to compare with.
 * 6. `pass`: V2's value is a number, rests on enough samples and keeps to every bound.
 */
export function evaluateGate(gate: Gate, readings: Readings, asked: Asked): GateResult {
  const { verdict, text, sharedFailure = false } = find(gate, readings);
  const { name, weight, dryRun, unit, minimumSamples, window } = gate;
  return {
    name,
    weight,
    dryRun,
    unit,
    verdict,
    message: `${name}: ${text}`,
    sharedFailure,
    query: asked.query,
    v1Query: asked.v1Query,
    value: numberOf(valueOf(readings.v2, 'V2')),
    v1Value: numberOf(valueOf(readings.v1, 'V1')),
    bound: describeBound(gate),
    samples: numberOf(valueOf(readings.samples, 'samples')),
    minimumSamples,
    window,
    at: asked.at,
  };
}

const numberOf = (value: number | Missing): number | null =>
  typeof value === 'number' ? value : null;

function find(gate: Gate, readings: Readings): Finding {
  const v2 = valueOf(readings.v2, 'V2');
  if (isError(v2)) return missing(v2);
  const thin = tooThin(gate, readings.samples, 'samples');
  if (thin !== undefined) return thin;
  if (typeof v2 !== 'number') return missing(v2);
  return judge(gate, v2, readings);
}

function judge(gate: Gate, v2: number, readings: Readings): Finding {
  const told = `${describeValue(v2, gate.unit)}${basis(gate, readings)}`;
  const v1 = valueOf(readings.v1, 'V1');
  const v1Thin = tooThin(gate, readings.v1Samples, "V1's samples");
  const comparable = typeof v1 === 'number' && v1Thin === undefined ? v1 : null;

  const missed = missedBounds(gate, v2);
  const isShared =
    gate.ifV1FailsToo === 'inconclusive' &&
    comparable !== null &&
    missed.length > 0 &&
    failAlike(gate, v2, comparable);
  if (missed.length > 0 && !isShared) return fail(told, missed);

  if (gate.comparedToV1 !== undefined) {
    if (typeof v1 !== 'number') return missing(v1);
    if (v1Thin !== undefined) return v1Thin;
    const compared = compareWithV1(gate, v2, v1);
    if (compared.missed.length > 0) return fail(told, compared.missed);
    if (!isShared && compared.impossible !== undefined) {
      return { verdict: 'inconclusive', text: `${told}: ${compared.impossible}` };
    }
  }
  if (isShared) {
    const v1Told = describeValue(comparable, gate.unit);
    return {
      verdict: 'inconclusive',
      text: `${told} must ${missed.join(' and ')}, and V1 misses it alike with ${v1Told}: not V2's fault alone`,
      sharedFailure: true,
    };
  }
  return { verdict: 'pass', text: `${told} is ${describeBound(gate)}` };
}

const fail = (told: string, missed: readonly string[]): Finding => ({
  verdict: 'fail',
  text: `${told} must ${missed.join(' and ')}`,
});

const missing = ({ verdict, reason }: Missing): Finding => ({ verdict, text: reason });

const isError = (value: number | Missing): value is Missing =>
  typeof value !== 'number' && value.verdict === 'error';

/** Too few samples, or none that can be read; `undefined` where there are enough, or none are asked for. */
function tooThin(
  { minimumSamples }: Gate,
  reading: Readings['samples'],
  what: string,
): Finding | undefined {
  if (minimumSamples === 0) return undefined;
  const samples = valueOf(reading, what);
  if (typeof samples !== 'number') return missing(samples);
  if (samples < 0) return { verdict: 'error', text: `${what}: ${samples} is less than none` };
  if (samples >= minimumSamples) return undefined;
  return {
    verdict: 'inconclusive',
    text: `${what} (${describeCount(samples)}) < minimumSamples (${describeCount(minimumSamples)})`,
  };
}

/** For example ` (3,100 samples in 5m)`. */
function basis({ minimumSamples, window }: Gate, { samples }: Readings): string {
  const count = minimumSamples === 0 ? undefined : valueOf(samples, 'samples');
  return typeof count === 'number' ? ` (${describeCount(count)} samples in ${window})` : '';
}
