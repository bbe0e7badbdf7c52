import { evidenceAgainst } from '../../model/gates/evidence-against';
import { gateMode } from '../../model/service/monitoring';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf } from '../change';
import type { Rule } from '../rule';

export const evidence: Rule = {
  name: 'evidence',
  description: 'The share rises only on fresh evidence that every gate of its phase passes.',
  reason: 'Time alone proves nothing: V2 has to have served the present share well.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  change(change) {
    const { service, stored, now, stack } = change;
    const rise = riseOf(change);
    // What was not asked for is somebody else's to judge.
    if (rise === undefined || service === undefined || stored === undefined) return [];
    if (gateMode(service.monitoring) !== 'enforce') return [];
    const { from, to } = rise;
    const against = evidenceAgainst({ service, from, to, stored, now });
    if (against === undefined) return [];
    return [
      {
        field: SHARE_KEY,
        got: String(to),
        rule: `not rise from ${from} without fresh evidence that passes: ${against}`,
        mend: `look closer with: cutover gates --stack ${stack}`,
      },
    ];
  },
};
