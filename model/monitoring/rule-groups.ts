import { gateMode } from '../service/monitoring';
import { alertRule, type AlertSpec } from './alert';
import { suddenFailures } from './alerts/both';
import { burnRateAlerts } from './alerts/burn-rate';
import { compatibilityAlerts } from './alerts/compatibility';
import { dataAlerts } from './alerts/data';
import { escalationAlerts } from './alerts/escalation';
import { evidenceAlerts } from './alerts/evidence';
import { absenceAlerts, gatewayAlerts } from './alerts/gateway';
import { metricAlerts } from './alerts/metrics';
import { objectiveAlerts } from './alerts/objectives';
import { saturationAlerts } from './alerts/saturation';
import { shareAlerts } from './alerts/share';
import { recordingRules } from './recording';
import { EVALUATION_SECONDS, type AlertRule, type RuleContext, type RuleGroup } from './rule';

/** Families of alerts, each a group of its own: groups are evaluated beside each other, rules one after the other. */
const FAMILIES: Readonly<Record<string, (context: RuleContext) => AlertSpec[]>> = {
  sudden: suddenFailures,
  objectives: objectiveAlerts,
  'burn-rate': burnRateAlerts,
  share: shareAlerts,
  gateway: gatewayAlerts,
  absence: absenceAlerts,
  evidence: (context) =>
    gateMode(context.service.monitoring) === 'off' ? [] : evidenceAlerts(context),
  compatibility: compatibilityAlerts,
  data: dataAlerts,
  saturation: saturationAlerts,
  metrics: metricAlerts,
  // Last: it reads what the others fire.
  escalation: escalationAlerts,
};

/** @returns every rule of one deployment of a service: what is recorded, then what is alerted on. */
export function ruleGroups(context: RuleContext): RuleGroup[] {
  const { service, namespace } = context;
  const interval = `${EVALUATION_SECONDS}s`;
  const name = (family: string): string => `cutover-${namespace}-${service.name}-${family}`;
  return [
    { name: name('recording'), interval, rules: recordingRules(context) },
    ...Object.entries(FAMILIES)
      .map(([family, specs]) => ({
        name: name(family),
        interval,
        rules: specs(context).map((spec) => alertRule(context, spec)),
      }))
      .filter(({ rules }) => rules.length > 0),
  ];
}

/** @returns the alerts among the rules. */
export function alertsOf(groups: readonly RuleGroup[]): AlertRule[] {
  return groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));
}
