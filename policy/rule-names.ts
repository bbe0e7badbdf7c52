/** Names of the rules, in the order of the page: the change first, then what runs. */
export const RULE_NAMES = [
  'phase-order',
  'step-order',
  'maximum-step',
  'soak',
  'hold',
  'evidence',
  'freeze',
  'v1-removal',
  'image-tags',
  'resource-limits',
  'probes',
  'restricted-pods',
  'public-services',
  'tls',
  'rate-limit',
  'gates-on',
  'autoscaled-replicas',
  'disruption-budgets',
  'plain-secrets',
  'overrides',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];
