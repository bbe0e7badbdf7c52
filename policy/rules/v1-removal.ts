import { requestedState } from '../../model/finalise';
import { VERSION_LABEL } from '../../model/names';
import { soakSecondsAt } from '../../model/plan-order';
import { seconds } from '../../model/service/fields';
import { FULL_SHARE } from '../../model/share';
import { SHARE_KEY } from '../../model/share-config';
import type { Change } from '../change';
import { textAt } from '../resource';
import type { Finding, Rule } from '../rule';
import { describeSeconds, soakEnd } from '../../model/soak-time';

interface Config {
  readonly leastStableSeconds: number;
}

const FIELD = 'cutover:finalise';

export const v1Removal: Rule<Config> = {
  name: 'v1-removal',
  description: 'V1 is removed only after it has been marked deprecated and its sunset has come.',
  reason: 'Without V1 there is nothing to roll back to, and clients were promised a day.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      leastStableSeconds: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'Least time in seconds at 100 before the deprecation, whatever the plan says.',
      },
    },
  },
  change(change, config) {
    const before = change.last.v1State ?? 'serving';
    const after = requestedState(change.finalise);
    if (after === 'deprecated' && before === 'serving') return deprecation(change, config);
    if (after === 'removed' && before !== 'removed') return removal(change, before);
    return [];
  },
  stack(resources, _, { finalise }) {
    const versions = resources
      .filter(({ type }) => type === 'kubernetes:apps/v1:Deployment')
      .map(({ props }) => textAt(props, 'spec', 'template', 'metadata', 'labels', VERSION_LABEL));
    if (finalise === 'remove' || !versions.includes('v2') || versions.includes('v1')) return [];
    return [
      {
        field: `Deployment with label ${VERSION_LABEL}: v1`,
        got: undefined,
        rule: 'be there until V1 is removed by the plan',
        mend: `keep V1 in the program, and let ${FIELD} remove it`,
      },
    ];
  },
};

function deprecation(change: Change, { leastStableSeconds }: Config): readonly Finding[] {
  const { desired, last, service, now } = change;
  const plan = service?.plans[service.plan];
  if (desired === undefined || plan === undefined) return [];
  const problem = { field: FIELD, got: change.finalise };
  if (desired !== FULL_SHARE || last.desiredShare !== FULL_SHARE)
    return [notFull(last.desiredShare)];
  const needed = Math.max(
    seconds(plan.finalise.stable),
    soakSecondsAt(plan, FULL_SHARE),
    leastStableSeconds,
  );
  const end = soakEnd(last.shareSince, needed);
  if (end !== undefined && now >= end) return [];
  return [
    {
      ...problem,
      rule: `wait until the share has been 100 for ${describeSeconds(needed)}`,
      mend:
        end === undefined
          ? 'update the stack at 100 first, which records since when'
          : `wait until ${end.toISOString()}`,
    },
  ];
}

function removal({ desired, last, service, now, finalise }: Change, before: string): Finding[] {
  const plan = service?.plans[service.plan];
  if (desired === undefined || plan === undefined) return [];
  const { sunset } = plan.finalise;
  const problem = { field: FIELD, got: finalise };
  const findings: Finding[] = [];
  if (before !== 'deprecated') {
    const rule = 'not be remove before an update has marked V1 deprecated';
    findings.push({ ...problem, rule, mend: 'set it to deprecate, and to remove a step later' });
  }
  if (desired !== FULL_SHARE || last.desiredShare !== FULL_SHARE)
    findings.push(notFull(last.desiredShare));
  if (sunset === undefined || now.getTime() < Date.parse(sunset)) {
    findings.push({
      field: `plans.${service?.plan ?? ''}.finalise.sunset`,
      got: sunset,
      rule: 'be a day that has come before V1 is removed',
      mend: sunset === undefined ? 'announce one' : 'wait for it',
    });
  }
  return findings;
}

const notFull = (share: number | undefined): Finding => ({
  field: SHARE_KEY,
  got: share === undefined ? undefined : String(share),
  rule: 'be 100, and have been so at the last update, before V1 is given up',
  mend: 'finish the plan first',
});
