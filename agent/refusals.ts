import { identity, PART_NAMES, type PartName, type Parts } from './parts';

/** Parts that NGINX has refused, each with what it was and when it is tried again. */
export type Refusals = Readonly<
  Partial<Record<PartName, { readonly identity: string; readonly retryAt: number }>>
>;

/** A refused part is tried again this often: what was wrong may have been something else. */
export const REFUSED_PART_RETRY_MS = 60_000;

/**
 * Takes in that NGINX refused a configuration: the first part that differs from those of the last good one is
 * suspected. A wrong suspicion is settled by what follows: the next attempt goes without it, and when NGINX
 * refuses that too, the next part is suspected. So a bad certificate never stands in the way of a lower share.
 *
 * @param good - the parts of the configuration that NGINX serves; `undefined` when they are not known.
 */
export function suspect(
  before: Refusals,
  refused: Parts,
  good: Parts | undefined,
  now: number,
): Refusals {
  if (good === undefined) return before;
  const name = PART_NAMES.find((part) => identity(refused, part) !== identity(good, part));
  if (name === undefined) return before;
  const retryAt = now + REFUSED_PART_RETRY_MS;
  return { ...before, [name]: { identity: identity(refused, name), retryAt } };
}

/** @returns whether this part, as it is wanted, was refused and is not to be tried yet. */
export function isRefused(refusals: Refusals, parts: Parts, name: PartName, now: number): boolean {
  const refusal = refusals[name];
  return refusal?.identity === identity(parts, name) && now < refusal.retryAt;
}

/** @returns the parts, with those that were refused replaced by those that NGINX has taken. */
export function withoutRefused(
  refusals: Refusals,
  parts: Parts,
  good: Parts | undefined,
  now: number,
): Parts {
  if (good === undefined) return parts;
  const refused = (name: PartName): boolean => isRefused(refusals, parts, name, now);
  return {
    certificate: refused('certificate') ? good.certificate : parts.certificate,
    jwks: refused('jwks') ? good.jwks : parts.jwks,
    endpoints: refused('endpoints') ? good.endpoints : parts.endpoints,
  };
}
