/** @returns ISO 8601 in UTC in whole seconds: what a person reads in a hold. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
