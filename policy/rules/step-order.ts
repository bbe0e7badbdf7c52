import { nextShare, plannedShares, skippedShares } from '../../model/plan-order';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf, setShare } from '../change';
import type { Rule } from '../rule';

interface Config {
  readonly plannedSharesOnly: boolean;
}

export const stepOrder: Rule<Config> = {
  name: 'step-order',
  description: 'The share rises by the steps of the plan and leaves none out.',
  reason: 'Each step bounds how many requests a fault can reach before anyone has seen it.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      plannedSharesOnly: {
        type: 'boolean',
        default: false,
        description: 'Whether shares between two of the plan are refused as well.',
      },
    },
  },
  change(change, { plannedSharesOnly }) {
    const rise = riseOf(change);
    if (rise === undefined) return [];
    const { from, to, plan, planName } = rise;
    const next = nextShare(plan, from);
    const isPlanned = plannedShares(plan).some(({ share }) => share === to);
    if (next === undefined) return [];
    const problem = {
      field: SHARE_KEY,
      got: String(to),
      mend: `go to ${next} first: ${setShare(next, change)}`,
    };
    const skipped = skippedShares(plan, from, to);
    if (skipped.length > 0) {
      const rule = `not skip ${skipped.join(', ')} of plan '${planName}' on its way from ${from}`;
      return [{ ...problem, rule }];
    }
    if (plannedSharesOnly && !isPlanned) {
      return [{ ...problem, rule: `be a share of plan '${planName}'` }];
    }
    return [];
  },
};
