/** @returns the three numbers of `v1.2.3` or `1.2.3-rest`; undefined for anything else. */
export function versionNumbers(text: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** @returns whether `version` is of the same major version as `floor` and not below it. */
export function isAtLeast(version: string, floor: string): boolean {
  const has = versionNumbers(version);
  const needs = versionNumbers(floor);
  if (has === undefined || needs === undefined || has[0] !== needs[0]) return false;
  return has[1] !== needs[1] ? has[1] > needs[1] : has[2] >= needs[2];
}
