import { z } from 'zod';
import type { Hold } from '../model/hold';
import type { DataRecord } from './cluster-port';

/** On the hold ConfigMap: the hold that was released last, as JSON. */
export const LAST_HOLD_ANNOTATION = 'cutover.dev/last-hold';

/** Characters of each free text that are kept: annotations share 256 KiB with everything else. */
const LONGEST_TEXT = 1_000;

const text = z.string();
const lastHoldSchema = z.object({
  share: z.int(),
  reason: text,
  by: text,
  since: text,
  trigger: text,
  evidence: text,
  released: z.object({ reason: text, by: text, at: text }),
});

/** A hold that is over, with who ended it and why. */
export type LastHold = Readonly<z.infer<typeof lastHoldSchema>>;

export interface Release {
  readonly reason: string;
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** @returns the annotation's value. */
export function renderLastHold(hold: Hold, released: Release): string {
  const cut = (value: string): string =>
    value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
  return JSON.stringify({
    ...hold,
    reason: cut(hold.reason),
    evidence: cut(hold.evidence),
    released: { ...released, reason: cut(released.reason) },
  });
}

/** @returns undefined when there is none, or none that can be read: it is history, not state. */
export function readLastHold(record: DataRecord | undefined): LastHold | undefined {
  const value = record?.annotations[LAST_HOLD_ANNOTATION];
  if (value === undefined) return undefined;
  try {
    return lastHoldSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
