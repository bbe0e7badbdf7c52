import type { Unit } from './gate';

/** Enough digits to see on which side of a bound a value lies, and no more. */
const DIGITS = 6;

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: DIGITS });

/** @returns a value as people read it, for example `0.42 %`, `87 ms`, `3,100`; `-` where there is none. */
export function describeValue(value: number | null, unit: Unit): string {
  if (value === null) return '-';
  switch (unit) {
    case 'ratio':
      return `${NUMBER.format(value * 100)} %`;
    case 'seconds':
      return Math.abs(value) < 1
        ? `${NUMBER.format(value * 1_000)} ms`
        : `${NUMBER.format(value)} s`;
    case 'count':
    case 'currency':
    case 'number':
      return NUMBER.format(value);
  }
}

/** @returns for example `1,049`. */
export const describeCount = (value: number): string => NUMBER.format(Math.floor(value));
