/**
 * What a gate, or a phase, was found to be, gravest first: the worst of several is their verdict.
 *
 * `fail` comes before `error` and `no-data`: V2 is known to be bad, whatever else is not known. Only `pass` advances.
 */
export const VERDICTS = ['fail', 'error', 'no-data', 'inconclusive', 'pass'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a gate counts for. `critical`: the share rises only when it passes. `warning` and `info`: told, and count for
 * nothing; an alert may be made from a warning.
 */
export const WEIGHTS = ['critical', 'warning', 'info'] as const;

/** @returns the gravest of some verdicts; `error` of none: what nobody has judged is not good. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'error';
}
