import { gateMode } from '../../model/service/monitoring';
import { isProduction, productionStacks, type ProductionConfig } from '../production';
import type { Rule } from '../rule';

export const gatesOn: Rule<ProductionConfig> = {
  name: 'gates-on',
  description: 'In production gates are enforced.',
  reason: 'Without them nothing but a glance at a dashboard stands between a bad V2 and all users.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: { productionStacks } },
  change(change, config) {
    const { service } = change;
    if (service === undefined || !isProduction(change, config)) return [];
    const mode = gateMode(service.monitoring);
    if (mode === 'enforce') return [];
    const { gates, prometheus } = service.monitoring;
    const isMissing = gates === undefined && prometheus === undefined;
    return [
      {
        field: isMissing ? 'monitoring.prometheus' : 'monitoring.gates',
        got: isMissing ? undefined : mode,
        rule: isMissing
          ? 'be given in production, for gates to be judged by'
          : 'be enforce in production',
        mend: 'set it in the service file or in cutover:overrides',
      },
    ];
  },
};
