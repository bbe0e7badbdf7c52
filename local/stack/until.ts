import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `probe` gives something other than `undefined` or `false`.
 *
 * @param what - completes "gave up waiting until …".
 * @param limitMs - generous, since it bounds a hang and measures nothing.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 30_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`gave up after ${limitMs} ms waiting until ${what}`);
    await sleep(10);
  }
}
