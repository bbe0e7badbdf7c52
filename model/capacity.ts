import type { V1State } from './finalise';
import type { Version } from './names';
import type { Capacity, Service } from './service/service';

/** The least number of pods that the autoscaler of each version keeps. */
export type Floors = Readonly<Record<Version, number>>;

type Sized = Pick<Service, 'capacity' | 'versions'>;

/** A quotient such as 0.3 / 0.1 may come out a hair above the whole number it is: that is no further pod. */
const ROUNDING = 1e-9;

/**
 * @param part - the version's part of the traffic in percent.
 * @returns the pods that carry this part of the peak, with the headroom: part x peak x headroom / perPod.
 */
export function neededPods(capacity: Capacity, version: Version, part: number): number {
  const { peakRequestsPerSecond, headroom, perPod } = capacity;
  const load = (part / 100) * peakRequestsPerSecond * headroom;
  return Math.ceil(load / perPod[version] - ROUNDING);
}

/**
 * The pods that must be there before a share is served, for each version: never below its `replicas.min` nor
 * above its `replicas.max`, whatever the share. V2's follows its share. V1's follows the rest, but never falls below
 * the rollback reserve, so that V1 can take the traffic back at once; the reserve is kept until V1 is removed.
 *
 * Without `capacity` nothing is known of the load, and the floors are `replicas.min`.
 *
 * @param share - the desired share. Not the effective one: a hold must not take away the pods that its release
 * needs.
 */
export function floors(service: Sized, share: number, v1: V1State): Floors {
  return {
    v1: v1 === 'removed' ? 0 : floor(service, 'v1', share),
    v2: floor(service, 'v2', share),
  };
}

function floor({ capacity, versions }: Sized, version: Version, share: number): number {
  const { min, max } = versions[version].replicas;
  if (capacity === undefined) return min;
  return Math.min(
    max,
    Math.max(min, neededPods(capacity, version, part(capacity, version, share))),
  );
}

function part(capacity: Capacity, version: Version, share: number): number {
  return version === 'v2' ? share : Math.max(100 - share, capacity.rollbackReservePercent);
}
