/** What came back of a query. Only `value` is a measurement; all others say why there is none. */
export type Reading =
  | { readonly kind: 'value'; readonly value: number }
  /** No series. */
  | { readonly kind: 'none' }
  /** More than one series. */
  | { readonly kind: 'many'; readonly count: number }
  /** Not a number, or an infinite one. */
  | { readonly kind: 'nan' }
  /** The newest sample is so many seconds old; a negative age lies in the future. */
  | { readonly kind: 'stale'; readonly ageSeconds: number }
  /** Prometheus was not reached, refused the query, took too long or answered something else. */
  | { readonly kind: 'error'; readonly message: string };

/** All that was read for one gate. */
export interface Readings {
  readonly v2: Reading;
  /** Absent where V1 is not asked. */
  readonly v1?: Reading;
  /** Absent where the gate asks for no samples. */
  readonly samples?: Reading;
  /** Absent where V1 is not asked, or the gate asks for no samples. */
  readonly v1Samples?: Reading;
}

/** Why a reading is no measurement: nobody knows, or the question was wrong. */
export interface Missing {
  readonly verdict: 'error' | 'no-data';
  /** For example `V2: no series`. */
  readonly reason: string;
}

/** @returns the value of a reading, or why it has none. */
export function valueOf(reading: Reading | undefined, what: string): number | Missing {
  const noData = (reason: string): Missing => ({
    verdict: 'no-data',
    reason: `${what}: ${reason}`,
  });
  const error = (reason: string): Missing => ({ verdict: 'error', reason: `${what}: ${reason}` });
  switch (reading?.kind) {
    case 'value':
      return Number.isFinite(reading.value) ? reading.value : noData('not a number');
    case 'none':
      return noData('no series');
    case 'nan':
      return noData('not a number');
    case 'stale':
      return noData(
        reading.ageSeconds < 0
          ? `newest sample lies ${Math.round(-reading.ageSeconds)} s in the future`
          : `newest sample is ${Math.round(reading.ageSeconds)} s old`,
      );
    case 'many':
      return error(`${reading.count} series, and one is needed`);
    case 'error':
      return error(reading.message);
    default:
      return error('not asked');
  }
}
