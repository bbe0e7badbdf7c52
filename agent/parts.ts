import type { Version } from '../model/names';
import type { PodAddresses } from '../model/upstreams-dynamics';
import type { Certificate } from './material/certificate';
import type { Needs } from './needs';

/** The ready pods of each version as NGINX writes their addresses, in a fixed order. */
export type ReadyAddresses = Readonly<Record<Version, readonly string[]>>;

/** What NGINX is told of the pods. */
export interface Endpoints {
  readonly pods: PodAddresses | undefined;
  readonly v2Absent: boolean;
}

/** What NGINX is told beside the share. */
export interface Parts {
  readonly certificate: Certificate | undefined;
  /** Hash of the key set. */
  readonly jwks: string | undefined;
  readonly endpoints: Endpoints;
}

export const NO_PARTS: Parts = {
  certificate: undefined,
  jwks: undefined,
  endpoints: { pods: undefined, v2Absent: false },
};

/** In the order in which they are suspected when NGINX refuses a configuration. */
export const PART_NAMES = ['certificate', 'jwks', 'endpoints'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** @returns a text that differs whenever the part does. */
export function identity(parts: Parts, name: PartName): string {
  switch (name) {
    case 'certificate':
      return parts.certificate?.fingerprint ?? '';
    case 'jwks':
      return parts.jwks ?? '';
    case 'endpoints':
      return JSON.stringify(parts.endpoints);
  }
}

/** @returns `next`, or `before` itself when they are the same in all parts. */
export function keepSame(before: Parts | undefined, next: Parts): Parts {
  if (before === undefined) return next;
  const same = PART_NAMES.every((name) => identity(before, name) === identity(next, name));
  return same ? before : next;
}

/** @param ready - `undefined` while they are not known: then nothing is told of them. */
export function endpointsFor(needs: Needs, ready: ReadyAddresses | undefined): Endpoints {
  if (ready === undefined) return NO_PARTS.endpoints;
  return {
    pods: needs.leastConn ? ready : undefined,
    v2Absent: needs.fallback && ready.v2.length === 0,
  };
}

/** @returns whether NGINX would go on asking something that is gone. */
export function removes(before: Endpoints, next: Endpoints): boolean {
  if (next.v2Absent && !before.v2Absent) return true;
  return (['v1', 'v2'] as const).some((version) => {
    const still = new Set(next.pods?.[version]);
    return before.pods?.[version]?.some((pod) => !still.has(pod)) ?? false;
  });
}

/** @returns whether something is missing without which NGINX cannot start. */
export function isIncomplete(needs: Needs, parts: Parts): boolean {
  return (
    (needs.certificate && parts.certificate === undefined) ||
    (needs.jwks && parts.jwks === undefined)
  );
}
