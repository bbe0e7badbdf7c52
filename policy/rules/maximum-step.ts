import { isPlannedStep } from '../../model/plan-order';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf, setShare } from '../change';
import type { Rule } from '../rule';

interface Config {
  readonly points: number;
  readonly plannedSteps: boolean;
}

export const maximumStep: Rule<Config> = {
  name: 'maximum-step',
  description: 'The share rises by no more than a set number of points at once.',
  reason: 'It bounds what a plan, or an override of its order, may do in one step.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      points: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        // The largest step of the plans that go to 100 % through more than three shares.
        default: 25,
        description: 'Largest rise in percentage points.',
      },
      plannedSteps: {
        type: 'boolean',
        default: false,
        description: 'Whether steps that the plan itself makes are bounded as well.',
      },
    },
  },
  change(change, { points, plannedSteps }) {
    const rise = riseOf(change);
    if (rise === undefined || rise.to - rise.from <= points) return [];
    const { from, to, plan } = rise;
    if (!plannedSteps && isPlannedStep(plan, from, to)) return [];
    return [
      {
        field: SHARE_KEY,
        got: String(to),
        rule: `be at most ${from + points}, ${points} points above ${from}`,
        mend: `take a smaller step: ${setShare(from + points, change)}`,
      },
    ];
  },
};
