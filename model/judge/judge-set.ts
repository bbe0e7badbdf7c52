import { holm } from './holm';
import type { Judgement } from './judgement';
import { probability } from './words';

/**
 * Judges a set of metrics together: with 12 of them at 95 %, one of two healthy sets would have a failure by chance. A
 * failure stands only if it is certain enough after Holm's correction; it is inconclusive otherwise, and never passes.
 */
export function judgeSet<Name extends string, Kind extends Judgement>(
  judgements: ReadonlyMap<Name, Kind>,
  confidence: number,
): Map<Name, Kind> {
  const judged = [...judgements].filter(([, { pWorse }]) => pWorse !== null);
  const adjusted = holm(judged.map(([, { pWorse }]) => pWorse ?? 1));
  const byName = new Map(judged.map(([name], index) => [name, adjusted[index] ?? 1]));
  const corrected = [...judgements].map(([name, judgement]): [Name, Kind] => {
    const p = byName.get(name) ?? 1;
    if (judgement.verdict !== 'fail' || p <= 1 - confidence) return [name, judgement];
    const set = `${probability(p)} among ${judged.length} metrics`;
    const message = `${judgement.message}; not certain enough: ${set} by Holm's correction`;
    return [name, { ...judgement, verdict: 'inconclusive', message }];
  });
  return new Map(corrected);
}
