import { describeFrozen, frozenAt } from '../../model/freeze';
import { SHARE_KEY } from '../../model/share-config';
import { riseOf } from '../change';
import type { Rule } from '../rule';

export const freeze: Rule = {
  name: 'freeze',
  description: 'The share does not rise in a freeze of the service file.',
  reason: 'Whoever would have to mend V2 is away, or busier than on other days.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: {} },
  change(change) {
    const { service, now } = change;
    const rise = riseOf(change);
    const frozen = service && frozenAt(service.freezes, now);
    if (rise === undefined || frozen === undefined) return [];
    return [
      {
        field: SHARE_KEY,
        got: String(rise.to),
        rule: `not rise from ${rise.from} while it is ${describeFrozen(frozen)}`,
        mend: 'wait for its end',
      },
    ];
  },
};
