/** @returns for example `47 s`, `3 min 20 s`, `2 h 5 min` or `3 d 4 h`: the two greatest units. */
export function describeTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = UNITS.map(
    ([unit, length, within]) => [Math.floor((whole % within) / length), unit] as const,
  );
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** Name, length, and the length of the next greater one, in seconds. */
const UNITS = [
  ['d', 86_400, Infinity],
  ['h', 3_600, 86_400],
  ['min', 60, 3_600],
  ['s', 1, 60],
] as const;
