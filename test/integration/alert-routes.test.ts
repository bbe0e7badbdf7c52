import { alertmanagerFile } from '../../model/monitoring/routing/alertmanager-file';
import { routingOf } from '../../model/monitoring/routing/routing';
import { runTool } from '../support/monitoring/promtool';
import { monitoredService } from '../support/monitoring/service-under-test';

const service = monitoredService();
const { alerts } = service.monitoring;
const configOf = (given: Partial<typeof alerts>) => {
  const routing = routingOf(service.name, { ...alerts, ...given });
  if (!routing) throw new Error('nobody is told');
  return alertmanagerFile(routing);
};
const NOBODY = { pagerduty: undefined, slack: undefined, email: undefined };

describe('the configuration of Alertmanager', () => {
  it.each([
    ['all receivers', {}],
    ['PagerDuty alone', { ...NOBODY, pagerduty: alerts.pagerduty }],
    ['Slack alone', { ...NOBODY, slack: alerts.slack }],
    ['mail alone', { ...NOBODY, email: alerts.email }],
  ])('with %s is accepted by amtool', async (_, given) => {
    const { ok, text } = await runTool('amtool', ['check-config', 'alertmanager.yml'], {
      'alertmanager.yml': configOf(given),
    });
    expect(text).toMatch(/SUCCESS/);
    expect(ok).toBe(true);
  });

  const page = { severity: 'critical', version: 'v2', alertname: 'ErrorRateHigh' };

  it.each([
    ['a page', page, 'supersmartmatch-critical'],
    ['a warning', { ...page, severity: 'warning' }, 'supersmartmatch-warning'],
    ['what is good to know', { ...page, severity: 'info' }, 'supersmartmatch-info'],
    ['the second level', { ...page, escalation: 'L2' }, 'supersmartmatch-escalation-l2'],
    ['the third level', { ...page, escalation: 'L3' }, 'supersmartmatch-escalation-l3'],
    ['the fourth level', { ...page, escalation: 'L4' }, 'supersmartmatch-escalation-l4'],
    ['an alert of no severity that is known', { ...page, severity: 'odd' }, 'supersmartmatch-info'],
  ])('sends %s where it belongs', async (_, labels, receiver) => {
    const all = { namespace: 'shop', service: 'supersmartmatch', ...labels };
    const pairs = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    const { ok, text } = await runTool(
      'amtool',
      [
        'config',
        'routes',
        'test',
        '--config.file=alertmanager.yml',
        `--verify.receivers=${receiver}`,
        ...pairs,
      ],
      { 'alertmanager.yml': configOf({}) },
    );
    // It warns afterwards that a file was given.
    expect(text.split('\n')[0]).toBe(receiver);
    expect(ok).toBe(true);
  });
});
