import { alertsOf, ruleGroups } from '../../model/monitoring/rule-groups';
import { promtoolFiles, ruleOf } from '../support/monitoring/alert-tests';
import type { AlertCase } from '../support/monitoring/alert-case';
import { budgetCases } from '../support/monitoring/cases/budgets';
import { judgementCases } from '../support/monitoring/cases/judgement';
import { trafficCases } from '../support/monitoring/cases/traffic';
import { versionCases } from '../support/monitoring/cases/versions';
import { runTool } from '../support/monitoring/promtool';
import { NAMESPACE } from '../support/monitoring/series';
import { monitoredService } from '../support/monitoring/service-under-test';

const groups = ruleGroups({ service: monitoredService(), namespace: NAMESPACE });
const cases: readonly AlertCase[] = [
  ...versionCases,
  ...budgetCases,
  ...trafficCases,
  ...judgementCases,
];

describe('the alerts of a service', () => {
  it('fire and are silent as the cases say', async () => {
    const files = promtoolFiles(groups, cases);
    const tests = Object.keys(files).filter((name) => name.endsWith('.test.yml'));
    const { ok, text } = await runTool('promtool', ['test', 'rules', ...tests], files);
    expect(text).not.toMatch(/FAILED/);
    expect(text.match(/SUCCESS/g)).toHaveLength(tests.length);
    expect(ok).toBe(true);
  });

  it('have, each of them, a case in which it fires and one in which it is silent', () => {
    const covered = (fires: boolean) =>
      cases.filter((one) => one.fires.length > 0 === fires).map((one) => ruleOf(groups, one));
    // Rules of one alert that differ only by the version have the same expression but for it.
    const byFamily = ({
      alert,
      labels,
    }: {
      alert: string;
      labels: Readonly<Record<string, string>>;
    }) => [alert, labels['objective'], labels['verdict']].filter(Boolean).join(' ');
    const all = [...new Set(alertsOf(groups).map(byFamily))];
    expect([...new Set(covered(true).map(byFamily))].sort()).toEqual([...all].sort());
    expect([...new Set(covered(false).map(byFamily))].sort()).toEqual([...all].sort());
  });
});
