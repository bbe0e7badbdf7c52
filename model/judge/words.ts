import type { Allowed, Line } from './judgement';

/** How the values of a metric are written. */
export interface Wording {
  /** A value, for example `0.42 %`. */
  readonly value: (value: number) => string;
  /** A difference without its sign, for example `0.32 points`. */
  readonly difference: (value: number) => string;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** @returns for example `28,900`. */
export const count = (value: number): string => grouped.format(value);

/** @returns a number with at most four significant digits, and as many zeros as it needs. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'more than was measured' : 'unknown';
  return Math.abs(value) >= 1000 ? count(value) : String(Number(value.toPrecision(4)));
}

/** @returns for example `0.42`; two decimals, and more below a tenth, where they would show one digit or none. */
function percent(part: number): string {
  const value = Math.abs(part) * 100;
  const fixed = value === 0 || value >= 0.0995 ? value.toFixed(2) : value.toPrecision(2);
  return part < 0 ? `-${fixed}` : fixed;
}

/** For parts of 1. */
export const proportionWords: Wording = {
  value: (value) => `${percent(value)} %`,
  difference: (value) => `${percent(value)} points`,
};

/** For seconds, which are told in milliseconds below one. */
export const durationWords: Wording = { value: duration, difference: duration };

/** For everything else. */
export const plainWords: Wording = { value: plain, difference: plain };

function duration(seconds: number): string {
  return Math.abs(seconds) < 1 ? `${plain(seconds * 1000)} ms` : `${plain(seconds)} s`;
}

/** @returns for example `+0.32 points`. */
export function signed(difference: number, { difference: tell }: Wording): string {
  return `${difference < 0 ? '-' : '+'}${tell(Math.abs(difference))}`;
}

/** @returns for example `p = 0.0004`, `p < 0.0001`. */
export function probability(p: number): string {
  if (p < 0.0001) return 'p < 0.0001';
  return `p = ${p < 0.001 ? p.toFixed(4) : Number(p.toPrecision(2))}`;
}

/** @returns for example `difference +0.32 points, 95 % interval +0.11 to +0.66 points, p = 0.0004`. */
export function differenceWords(
  { difference, low, high }: { difference: number; low: number; high: number },
  { confidence, p }: { confidence: number; p: number },
  wording: Wording,
): string {
  const end = (value: number): string =>
    Number.isFinite(value) ? signed(value, wording) : 'no end';
  const interval =
    low === -Infinity && high === Infinity
      ? 'too few values for an interval'
      : `${plain(confidence * 100)} % interval ${unitOnce(end(low), end(high))}`;
  return `difference ${signed(difference, wording)}, ${interval}, ${probability(p)}`;
}

/** @returns for example `+0.12 to +0.62 points`, with the unit once. */
export function intervalWords(low: number, high: number, wording: Wording): string {
  return unitOnce(signed(low, wording), signed(high, wording));
}

function unitOnce(low: string, high: string): string {
  const unit = high.replace(/^[-+][\d.,]+/, '');
  return `${unit !== '' && low.endsWith(unit) ? low.slice(0, -unit.length) : low} to ${high}`;
}

/** @returns for example `at most 1.2 times V1`, `at least V1 - 0.01`. */
function allowedWords({ atMost, atLeast }: Allowed, wording: Wording): string {
  const line = ({ times, plus }: Line): string => {
    const base = times === 1 ? 'V1' : `${plain(times)} times V1`;
    if (plus === 0) return base;
    return `${base} ${plus < 0 ? '-' : '+'} ${wording.difference(Math.abs(plus))}`;
  };
  const parts = [
    ...(atMost ? [`at most ${line(atMost)}`] : []),
    ...(atLeast ? [`at least ${line(atLeast)}`] : []),
  ];
  return parts.join(' and ');
}

/** @returns the end of a message: what follows from the figures before it. */
export function verdictWords(
  verdict: 'pass' | 'fail' | 'inconclusive',
  allowed: Allowed,
  wording: Wording,
): string {
  const bound = `allowed: ${allowedWords(allowed, wording)}`;
  const what = {
    pass: `no worse than allowed`,
    fail: `worse than allowed`,
    inconclusive: `not enough to tell`,
  }[verdict];
  return `${what} (${bound})`;
}
