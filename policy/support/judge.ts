import { serviceSchema } from '../../model/service/service';
import type { Share } from '../../model/share';
import type { Change } from '../change';
import type { Resource } from '../resource';
import { withDefaults, type Rule } from '../rule';
import { verdictOn } from '../verdict';

/** What a test says of a change; the rest is a production stack at 0 % that stays as it is. */
export interface Situation {
  readonly stack?: string;
  readonly now?: string;
  /** Desired share before, and now. */
  readonly from?: number | undefined;
  readonly to?: number;
  readonly since?: string | undefined;
  readonly finalise?: Change['finalise'];
  readonly v1State?: Change['last']['v1State'];
  /** Parts of the service file. */
  readonly service?: object;
  readonly stored?: Change['stored'];
  readonly config?: Readonly<Record<string, string>>;
  readonly resources?: readonly Resource[];
}

/** Shares 0, 5, 10, 25 in the first two phases, then 50 and 100; a week at 10. */
const PLAN = {
  phases: [
    { name: 'parallel', steps: [{ share: 0 }] },
    { name: 'canary', steps: [{ share: 5 }, { share: 10, soak: '7d' }, { share: 25 }] },
    { name: 'progressive', steps: [{ share: 50 }, { share: 100, soak: '2d' }] },
  ],
  finalise: { stable: '30d', sunset: '2026-12-31' },
};

const VERSION = { image: 'registry.example.com/orders:v1.0', port: 8080 };

export function changeOf(situation: Situation): Change {
  const { from, to = from ?? 0, since, v1State } = situation;
  return {
    stack: situation.stack ?? 'orders-production',
    now: new Date(situation.now ?? '2026-11-20T12:00:00Z'),
    desired: to as Share,
    finalise: situation.finalise ?? '',
    service: serviceSchema.parse({
      name: 'orders',
      versions: { v1: VERSION, v2: VERSION },
      plan: 'main',
      plans: { main: PLAN },
      ...situation.service,
    }),
    plainConfig: situation.config ?? {},
    stored: situation.stored,
    last: { desiredShare: from as Share | undefined, shareSince: since, v1State },
  };
}

/** @returns config with one override of a rule. */
export function overriding(rule: string): Record<string, string> {
  const override = { rule, reason: 'agreed in CHG-1234', owner: 'ops' };
  return { 'cutover:policyOverrides': JSON.stringify([override]) };
}

/** @returns all that a rule tells, each with its level, as the CLI shows it. */
export function judge<Config extends object>(
  rule: Rule<Config>,
  situation: Situation,
  given: Partial<Config> = {},
): string[] {
  const change = changeOf(situation);
  const resources = situation.resources ?? [];
  const config = withDefaults(rule, given);
  const findings = [
    ...(rule.change?.(change, config) ?? []),
    ...resources.flatMap((resource) => rule.resource?.(resource, config, change) ?? []),
    ...(rule.stack?.(resources, config, change) ?? []),
  ];
  return findings.map((finding) => {
    const { message, enforcementLevel = rule.enforcementLevel } = verdictOn(finding, rule, change);
    return `${enforcementLevel}: ${message}`;
  });
}
