/** Requests after which the pattern begins anew. */
const SLOTS = 100;

/**
 * Coprime to 100, so that 100 requests take 100 different slots, and near 100 times the golden ratio, so that
 * every shorter run of them is spread evenly: no run differs from the share by more than 2.4 requests. A plain
 * Bresenham pattern would stay within 1, but at 50 it hands every second request to V2, so that a client which
 * always sends GET, POST, GET, POST would have all of its POSTs on one version.
 */
const STEP = 61;

/**
 * Which version the n-th request gets. Of any 100 requests in a row exactly `share` go to V2, and whoever goes
 * to V2 at a share goes there at every higher one.
 *
 * @param index - how many requests came before, from 0.
 * @param share - V2's part in percent, 0 to 100.
 */
export function versionOf(index: number, share: number): 'v1' | 'v2' {
  return ((index % SLOTS) * STEP) % SLOTS < share ? 'v2' : 'v1';
}
