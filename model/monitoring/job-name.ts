import type { Place } from '../isolation';

/** @returns the label `job` of a place. */
export function jobName(service: string, place: Place): string {
  return `${service}-${place.replace('companion/', '')}`;
}
