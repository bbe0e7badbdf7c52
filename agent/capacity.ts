import { TRAFFIC_KEYS, type Version } from '../model/names';
import { effectiveShare, type Share } from '../model/share';

/** How many ready pods a version must have before the share moves towards it; `undefined`: no such limit. */
export type Floors = Readonly<Record<Version, number | undefined>>;

/** How many ready pods a version has; `undefined` while that is not known. */
type ReadyPods = Readonly<Record<Version, number | undefined>>;

export const NO_FLOORS: Floors = { v1: undefined, v2: undefined };

/** What has to happen before the share moves: a version lacks pods. */
export interface CapacityWait {
  readonly version: Version;
  /** The share that waits. */
  readonly share: Share;
  readonly floor: number;
  readonly ready: number | undefined;
}

export interface CapacityFacts {
  /** What is served at present. */
  readonly present: Share;
  /** What is to be served: min(desired, hold). */
  readonly effective: Share;
  /** The last hold that could be read. */
  readonly hold: Share | undefined;
  readonly floors: Floors;
  readonly ready: ReadyPods;
}

/**
 * Lets the share through as far as the pods for it are ready: up when V2 has them, down when V1 has. A hold is
 * obeyed at once, whatever V1 has: whoever orders it knows that V2 is worse.
 *
 * @returns the share to serve now, and what the rest waits for.
 */
export function letThrough(facts: CapacityFacts): {
  readonly share: Share;
  readonly wait: CapacityWait | undefined;
} {
  const { effective, hold } = facts;
  const present = hold === undefined ? facts.present : effectiveShare(facts.present, hold);
  if (effective === present) return { share: effective, wait: undefined };
  const wait = shortOf(effective > present ? 'v2' : 'v1', facts);
  return { share: wait ? present : effective, wait };
}

/** Pods that nobody has told of do not count as ready. */
function shortOf(
  version: Version,
  { floors, ready, effective }: CapacityFacts,
): CapacityWait | undefined {
  const floor = floors[version] ?? 0;
  const pods = ready[version];
  return (pods ?? 0) < floor ? { version, share: effective, floor, ready: pods } : undefined;
}

/** @returns for example `V2 has 2 of 5 ready pods that a share of 25 needs`. */
export function describeWait({ version, share, floor, ready }: CapacityWait): string {
  const name = version.toUpperCase();
  return ready === undefined
    ? `ready pods of ${name} are not known and a share of ${share} needs ${floor}`
    : `${name} has ${ready} of ${floor} ready pods that a share of ${share} needs`;
}

/** @returns the floors in the data of `<service>-traffic`; what is absent or not a number is no limit. */
export function readFloors(data: Readonly<Record<string, string>> | undefined): Floors {
  return {
    v1: readFloor(data?.[TRAFFIC_KEYS.v1Floor]),
    v2: readFloor(data?.[TRAFFIC_KEYS.v2Floor]),
  };
}

function readFloor(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,3})$/.test(text) ? Number(text) : undefined;
}
