/**
 * Holm's step-down correction (1979) over the tests of a set: the probability of one false alarm or more in the whole set
 * stays at the stated rate, whatever the tests have to do with each other. As R's `p.adjust(method = "holm")`.
 *
 * For alarms only. That every gate must pass needs no correction: a set passes wrongly only when a gate does.
 *
 * @returns the adjusted p of each, in the given order.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] ?? NaN) - (ps[b] ?? NaN));
  const adjusted = [...ps];
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * (ps[index] ?? NaN)));
    adjusted[index] = highest;
  });
  return adjusted;
}
