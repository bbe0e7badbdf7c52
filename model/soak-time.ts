const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** @returns the time as the service file writes it, for example `48h` or `14d`. */
export function describeSeconds(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= length && seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}

/** @returns when a time that began then will have passed; `undefined` when nobody knows when it began. */
export function soakEnd(since: string | undefined, seconds: number): Date | undefined {
  const start = since === undefined ? NaN : Date.parse(since);
  return Number.isNaN(start) ? undefined : new Date(start + seconds * 1_000);
}
