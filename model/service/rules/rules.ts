import type { Service } from '../service';
import { capacityRules } from './capacity-rules';
import { checkRules } from './check-rules';
import { comparisonRules } from './comparison-rules';
import { gateRules } from './gate-rules';
import { gatewayRules } from './gateway-rules';
import { nameRules } from './name-rules';
import { queryRules } from './query-rules';
import type { Tell } from './tell';
import { workloadRules } from './workload-rules';

/** Rules that need more than one field. They run when every field by itself has the right type. */
export function crossFieldRules(service: Service, tell: Tell): void {
  nameRules(service, tell);
  workloadRules(service, tell);
  gatewayRules(service, tell);
  capacityRules(service, tell);
  checkRules(service, tell);
  comparisonRules(service, tell);
  gateRules(service, tell);
  queryRules(service, tell);
}
