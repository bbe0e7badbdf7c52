import { readOverrides } from '../overrides';
import type { Rule } from '../rule';

export const overrides: Rule = {
  name: 'overrides',
  description:
    'Every override names a rule, a reason and an owner, and its last day has not passed.',
  reason: 'What is let through once stays in force otherwise, and nobody knows any more why.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  change(change) {
    return readOverrides(change).problems;
  },
};
