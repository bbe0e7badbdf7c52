import { soakSecondsAt } from '../../model/plan-order';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf } from '../change';
import { describeSeconds, soakEnd } from '../../model/soak-time';
import type { Rule } from '../rule';

interface Config {
  readonly leastSeconds: number;
}

export const soak: Rule<Config> = {
  name: 'soak',
  description: 'The share rises only after it has stayed for the soak time of the plan.',
  reason: 'Faults that need time, such as leaks, caches and daily jobs, show in no test.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      leastSeconds: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'Least soak time in seconds, whatever the plan says.',
      },
    },
  },
  change(change, { leastSeconds }) {
    const rise = riseOf(change);
    if (rise === undefined) return [];
    const { from, to, plan, planName } = rise;
    const needed = Math.max(soakSecondsAt(plan, from), leastSeconds);
    if (needed === 0) return [];
    const problem = { field: SHARE_KEY, got: String(to) };
    const end = soakEnd(change.last.shareSince, needed);
    if (end === undefined) {
      return [
        {
          ...problem,
          rule: `not rise before ${from} has soaked for ${describeSeconds(needed)} (plan '${planName}'), and no update has recorded since when`,
          mend: `update the stack at ${from} first, which records it`,
        },
      ];
    }
    if (change.now >= end) return [];
    return [
      {
        ...problem,
        rule: `not rise before ${from} has soaked for ${describeSeconds(needed)} (plan '${planName}')`,
        mend: `wait until ${end.toISOString()}`,
      },
    ];
  },
};
