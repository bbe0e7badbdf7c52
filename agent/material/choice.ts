import { isInTime, type Certificate, type Checked } from './certificate';
import type { Mounted } from './mounted';

/** A mounted file as one look finds it; `undefined`: it is not there. */
export type Found<T> = Checked<T> | undefined;

/**
 * Chooses between the mounted certificate and the one in use: a mounted one that can be used wins, unless it is
 * outside of its time and the one in use is not.
 *
 * @param now - milliseconds since 1970.
 */
export function chooseCertificate(
  current: Certificate | undefined,
  found: Found<Certificate>,
  now: number,
): Mounted<Certificate> {
  if (!found?.ok) return { usable: current, problem: problemOf(found) };
  const mounted = found.value;
  const inTime = isInTime(mounted, now);
  const better = inTime || current === undefined || !isInTime(current, now);
  const why = `it is good from ${isoDay(mounted.notBefore)} to ${isoDay(mounted.notAfter)}`;
  return {
    usable: better ? mounted : current,
    problem: inTime ? undefined : { kind: 'expired', why },
  };
}

/** Chooses between the mounted key set and the one in use: a mounted one that can be used wins. */
export function chooseKeySet(current: string | undefined, found: Found<string>): Mounted<string> {
  if (!found?.ok) return { usable: current, problem: problemOf(found) };
  return { usable: found.value, problem: undefined };
}

function problemOf(found: { readonly ok: false; readonly why: string } | undefined) {
  return found === undefined
    ? ({ kind: 'missing', why: 'it is not mounted' } as const)
    : ({ kind: 'invalid', why: found.why } as const);
}

const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
