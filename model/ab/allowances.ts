import type { Gate } from '../gates/gate';
import type { Allowed, Line } from '../judge/judgement';

/** How much worse than V1 V2 may be where its gate does not compare them: a twentieth. */
const TIMES = 0.05;

/**
 * How far V2's values may be from V1's, by what their gate says: its bounds relative to V1, or where it has none the
 * direction of its absolute ones.
 *
 * @returns all that must hold, at least one; each with one line on a side at most.
 */
export function allowances({ comparedToV1 = {}, atLeast, atMost }: Gate): readonly Allowed[] {
  const { atMostTimes, atMostMore, atLeastTimes, atLeastMore } = comparedToV1;
  const most = [...times(atMostTimes), ...more(atMostMore)];
  const least = [...times(atLeastTimes), ...more(atLeastMore)];
  if (most.length + least.length === 0) {
    return [
      {
        atMost: atMost === undefined ? undefined : { times: 1 + TIMES, plus: 0 },
        atLeast: atLeast === undefined ? undefined : { times: 1 - TIMES, plus: 0 },
      },
    ];
  }
  return Array.from({ length: Math.max(most.length, least.length) }, (_, index) => ({
    atMost: most[index],
    atLeast: least[index],
  }));
}

const times = (factor: number | undefined): Line[] =>
  factor === undefined ? [] : [{ times: factor, plus: 0 }];

const more = (difference: number | undefined): Line[] =>
  difference === undefined ? [] : [{ times: 1, plus: difference }];
