import { highestShare, skippedPhases } from '../../model/plan-order';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf, setShare } from '../change';
import type { Rule } from '../rule';

export const phaseOrder: Rule = {
  name: 'phase-order',
  description:
    'The share rises through the phases of the plan in their order, and not beyond the last.',
  reason: 'A phase is there to find what the phases before it cannot show.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  change(change) {
    const rise = riseOf(change);
    if (rise === undefined) return [];
    const { from, to, plan, planName } = rise;
    const problem = { field: SHARE_KEY, got: String(to) };
    const highest = highestShare(plan);
    if (to > highest) {
      const rule = `be at most ${highest}, where plan '${planName}' ends`;
      return [{ ...problem, rule, mend: 'name another plan, or add a phase to this one' }];
    }
    const skipped = skippedPhases(plan, from, to);
    if (skipped.length === 0) return [];
    const first = plan.phases.find(({ name }) => name === skipped[0])?.steps[0]?.share ?? 0;
    return [
      {
        ...problem,
        rule: `not skip ${named(skipped)} of plan '${planName}' on its way from ${from}`,
        mend: `begin with ${first}: ${setShare(first, change)}`,
      },
    ];
  },
};

const named = (phases: readonly string[]): string =>
  `${phases.length === 1 ? 'phase' : 'phases'} ${phases.join(', ')}`;
