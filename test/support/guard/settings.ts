import { gatesOf } from '../../../model/gates/gates-of';
import { planInForce } from '../../../model/service/plan';
import type { GuardSettings } from '../../../model/guard-settings';
import { gatedService } from '../gates/gates';

/** @returns the settings of a guard of a service with the gates that a test asks for. */
export function guardSettings(
  parts: object = {},
  prometheus = 'http://prometheus:9090',
): GuardSettings {
  const service = gatedService(parts);
  return {
    service: service.name,
    namespace: 'prod',
    prometheus,
    everySeconds: 15,
    budgets: service.monitoring.budgets,
    gates: [...gatesOf(service)],
    plan: planInForce(service),
  };
}
