import type { NumberDict } from './njs';
import { charge, type Pace } from './rate-limit';

/** Requests by client: what one gateway pod tells the others. */
export type Consumption = Readonly<Record<string, number>>;

/** Clients in one message: bounds the time for which a worker is busy with it. What is left comes next time. */
export const MOST_CLIENTS = 2_000;
/** Requests of one client in one message: far beyond what one pod can serve between two messages. */
export const MOST_REQUESTS = 1_000_000;

const KEY = /^[A-Za-z0-9_-]{16}$/;

/** @returns what was counted since it was last asked for, and forgets it. */
export function drain(used: NumberDict): Consumption {
  const drained: Record<string, number> = {};
  for (const [key] of used.items(MOST_CLIENTS)) {
    // Taken out by a call of its own: what is counted between the two belongs to it or to the next.
    const requests = used.pop(key);
    if (requests !== undefined && requests > 0) drained[key] = requests;
  }
  return drained;
}

/** @returns the message; `undefined` when it is none. */
export function parseConsumption(text: string): Consumption | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  const entries = Object.entries(message);
  const sound = entries.every(
    ([key, requests]) =>
      KEY.test(key) && Number.isInteger(requests) && requests >= 1 && requests <= MOST_REQUESTS,
  );
  return sound && entries.length <= MOST_CLIENTS ? (message as Consumption) : undefined;
}

/** Charges clients for what they used at other gateway pods. */
export function absorb(levels: NumberDict, pace: Pace, told: Consumption, now: number): void {
  for (const [key, requests] of Object.entries(told)) {
    charge(levels, key, requests * pace.intervalMs, now);
  }
}
