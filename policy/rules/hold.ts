import { trafficConfigMapName, TRAFFIC_KEYS } from '../../model/names';
import { parseShare } from '../../model/share';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf } from '../change';
import { textAt } from '../resource';
import type { Rule } from '../rule';

/** What the update waits for: the share that the gateways are to serve. */
const WAITED_FOR = /^jsonpath=\{\.data\.observed\}=(\d+)$/;

export const hold: Rule = {
  name: 'hold',
  description: 'The share does not rise while a hold keeps the gateways below it.',
  reason:
    'A rise under a hold would take effect unseen at the moment in which the hold is released.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  resource({ type, props }, _, change) {
    const rise = riseOf(change);
    if (rise === undefined || type !== 'kubernetes:core/v1:ConfigMap') return [];
    const name = trafficConfigMapName(change.service?.name ?? '');
    if (textAt(props, 'metadata', 'name') !== name) return [];
    const waitedFor = textAt(props, 'metadata', 'annotations', 'pulumi.com/waitFor') ?? '';
    const effective = parseShare(WAITED_FOR.exec(waitedFor)?.[1] ?? '');
    const desired = parseShare(textAt(props, 'data', TRAFFIC_KEYS.desired) ?? '');
    if (effective === undefined || desired === undefined || desired <= effective) return [];
    return [
      {
        field: SHARE_KEY,
        got: String(desired),
        rule: `not rise from ${rise.from} while a hold keeps the gateways at ${effective}`,
        mend:
          `see why with: cutover status --stack ${change.stack}; release it with: ` +
          `cutover release --stack ${change.stack} --reason "..."`,
      },
    ];
  },
};
