import type { Reading } from '../model/gates/reading';

/** One number over time, as a range query gives it. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of time. NaN and infinities stand as they are: what they mean is for whoever asked. */
  readonly points: readonly Point[];
}

export interface Point {
  /** Seconds since 1970, by the clock of Prometheus. */
  readonly at: number;
  readonly value: number;
}

export interface Failure {
  readonly kind: 'error';
  /** One line, for a message. */
  readonly message: string;
}

/** What a range query came to. */
export type RangeReading =
  { readonly kind: 'series'; readonly series: readonly Series[] } | Failure;

/** When a range query looks, and how closely. */
interface Span {
  readonly start: Date;
  readonly end: Date;
  readonly stepSeconds: number;
}

/** Where measurements are asked for. Never rejects: whatever goes wrong is a reading. */
export interface Prometheus {
  /** @returns the one number that the query gives for now. */
  instant(query: string): Promise<Reading>;
  /** @returns every series that the query gives, over a time. */
  range(query: string, span: Span): Promise<RangeReading>;
}
