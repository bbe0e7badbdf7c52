import { alertsOf } from '../../../model/monitoring/rule-groups';
import type { AlertRule, RuleGroup } from '../../../model/monitoring/rule';
import type { AlertCase } from './alert-case';
import { STEP_SECONDS } from './series';

/** Days of series have a value each minute. */
const SLOW_STEP = '1m';

/** @returns the rule that a case is about. */
export function ruleOf(groups: readonly RuleGroup[], { alert, rule = {} }: AlertCase): AlertRule {
  const found = alertsOf(groups).filter(
    (one) =>
      one.alert === alert &&
      Object.entries(rule).every(([name, value]) => one.labels[name] === value),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} rules are called ${alert} ${JSON.stringify(rule)}`);
  }
  return only;
}

/**
 * The test files of promtool for cases, with the rule files that they name: one for each group of rules, so that what is
 * evaluated at every step is what the cases are about.
 *
 * @returns files by their names; those of tests end in `.test.yml`.
 */
export function promtoolFiles(
  groups: readonly RuleGroup[],
  cases: readonly AlertCase[],
): Record<string, unknown> {
  const files: Record<string, unknown> = {};
  for (const group of groups) {
    files[`${group.name}.yml`] = { groups: [group] };
    for (const every of ['15s', '5m'] as const) {
      const tests = cases
        .filter((one) => (one.every ?? '15s') === every)
        .filter((one) => group.rules.includes(ruleOf(groups, one)))
        .map((one) => promtoolTest(groups, one));
      if (tests.length === 0) continue;
      files[`${group.name}-${every}.test.yml`] = {
        rule_files: neededBy(group, groups).map(({ name }) => `${name}.yml`),
        evaluation_interval: every,
        tests,
      };
    }
  }
  return files;
}

/** The alerts that escalation is shown on. */
const ESCALATED = ['sudden', 'share', 'data'];

function neededBy(group: RuleGroup, groups: readonly RuleGroup[]): RuleGroup[] {
  const ends = (...families: readonly string[]) =>
    groups.filter(({ name }) => families.some((family) => name.endsWith(`-${family}`)));
  const before = group.name.endsWith('-escalation') ? ends(...ESCALATED) : [];
  return [...ends('recording'), ...before, group];
}

/** @returns a case as promtool reads it. It sees all alerts of a name: a case says which rule it means by its labels. */
function promtoolTest(groups: readonly RuleGroup[], one: AlertCase) {
  const { labels, annotations } = ruleOf(groups, one);
  return {
    name: `${one.alert} ${JSON.stringify(one.rule ?? {})} ${one.fires.length > 0 ? 'fires' : 'is silent'} ${one.when}`,
    interval: one.every === undefined || one.every === '15s' ? `${STEP_SECONDS}s` : SLOW_STEP,
    input_series: one.input,
    alert_rule_test: [
      {
        alertname: one.alert,
        eval_time: one.at,
        exp_alerts: one.fires.map((fired) => ({
          exp_labels: { ...labels, ...fired.labels },
          exp_annotations: {
            ...annotations,
            summary: fired.summary,
            description: fired.description,
          },
        })),
      },
    ],
  };
}
