import type { Verdict } from '../gates/verdict';

/** What V2 is held against, made from V1: `times` x V1 + `plus`. Equal to V1: 1 and 0. */
export interface Line {
  readonly times: number;
  readonly plus: number;
}

/** How far V2 may be from V1; one of both at least. Only beyond it V2 is worse, however certain a difference is. */
export interface Allowed {
  readonly atMost?: Line | undefined;
  readonly atLeast?: Line | undefined;
}

/** How a comparison is to be made. */
export interface Terms {
  readonly allowed: Allowed;
  /** Part of intervals that hold what they promise, above 0.5 and below 1; each wrong verdict is rarer than the rest. */
  readonly confidence: number;
  /**
   * `one`: the moment of the look was chosen before the data came. `any`: as often as anybody likes, to stop when they
   * like; such intervals are wider.
   */
  readonly looks: 'one' | 'any';
}

/** `no-data` and `inconclusive` are different things: nothing was measured; what was measured does not tell. */
export type JudgeVerdict = Exclude<Verdict, 'error'>;

/** A comparison of V2 with V1. What is not known is null. */
export interface Judgement {
  readonly verdict: JudgeVerdict;
  readonly v1: number | null;
  readonly v2: number | null;
  /** Of V2 to V1. */
  readonly difference: number | null;
  /** Holds the difference with the confidence of the terms; null where it has no end on one side. */
  readonly interval: readonly [number, number] | null;
  /** Probability of a difference as great as this between versions that are alike. */
  readonly p: number | null;
  /** Probability of a V2 as bad as this, if it is no worse than allowed: what is corrected over a set of gates. */
  readonly pWorse: number | null;
  readonly n1: number;
  readonly n2: number;
  /** Names of the tests behind the verdict. */
  readonly method: string;
  /** The verdict with its arithmetic, in words. */
  readonly message: string;
}

/** @returns a judgement on nothing. */
export function noData(n1: number, n2: number, message: string): Judgement {
  const unknown = { v1: null, v2: null, difference: null, interval: null, p: null, pWorse: null };
  return { ...unknown, verdict: 'no-data', n1, n2, method: 'none', message };
}

/** What the data say about one line. */
export interface Side {
  /** Worse than the line, for certain enough. */
  readonly fails: boolean;
  /** No worse than the line, for certain enough. */
  readonly passes: boolean;
  readonly pWorse: number;
}

/** Any line that is crossed fails; to pass takes proof for each; everything between tells nothing. */
export function decide(sides: readonly Side[]): Exclude<JudgeVerdict, 'no-data'> {
  if (sides.some(({ fails }) => fails)) return 'fail';
  return sides.length > 0 && sides.every(({ passes }) => passes) ? 'pass' : 'inconclusive';
}

/** @throws RangeError for terms that mean nothing: a fault of the caller, not of the data. */
export function checkTerms({ allowed, confidence }: Terms): void {
  if (!(confidence > 0.5 && confidence < 1)) throw new RangeError(`confidence ${confidence}`);
  const lines = [allowed.atMost, allowed.atLeast].filter((line) => line !== undefined);
  if (lines.length === 0) throw new RangeError('nothing is allowed or forbidden');
  for (const { times, plus } of lines) {
    if (!(times > 0 && Number.isFinite(times) && Number.isFinite(plus))) {
      throw new RangeError(`line ${times} x V1 + ${plus}`);
    }
  }
}
