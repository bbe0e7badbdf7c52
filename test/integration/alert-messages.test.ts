import { until } from '../../local/stack/until';
import type { Delivery } from '../../local/monitoring/receiver/deliveries';
import { alertsOf, ruleGroups } from '../../model/monitoring/rule-groups';
import type { AlertRule } from '../../model/monitoring/rule';
import { RunningAlertmanager } from '../support/monitoring/alertmanager';
import { monitoredService } from '../support/monitoring/service-under-test';

const service = monitoredService();
const alerts = alertsOf(ruleGroups({ service, namespace: 'shop' }));
const DELIVERY_LIMIT_MS = 20_000;

/** @returns the rule as Prometheus hands it over: with the values filled in. */
function filled(name: string, description: string): AlertRule {
  const rule = alerts.find(({ alert }) => alert === name);
  if (!rule) throw new Error(`no rule is called ${name}`);
  const summary = rule.annotations['summary']?.replace(/\{\{[^}]*\}\}/g, 'V2') ?? '';
  return { ...rule, annotations: { ...rule.annotations, summary, description } };
}

describe('a real Alertmanager with the routes of a service', () => {
  let alertmanager: RunningAlertmanager;

  beforeEach(async () => {
    alertmanager = new RunningAlertmanager();
    await alertmanager.start(service);
  });
  afterEach(async () => {
    await alertmanager.stop();
  });

  const delivered = (kind: Delivery['kind']) =>
    until(
      `a message by ${kind}`,
      () => Promise.resolve(alertmanager.deliveries.list().find((one) => one.kind === kind)),
      DELIVERY_LIMIT_MS,
    );
  const kinds = () => [...new Set(alertmanager.deliveries.list().map(({ kind }) => kind))].sort();

  const TEXT = [
    'supersmartmatch: V2 fails many requests',
    'V2 failed 3% of its requests over 5 minutes; the bound is 1 % for 3m.',
    'Do: If it is V2: cutover rollback --reason "errors". If it is V1: look at what it depends on.',
    'Runbook: https://example.com/alerts#errorratehigh',
    'Owner: ops@company.com. Since 2026-11-28 10:00:00 UTC.',
  ].join('\n');

  it('pages for what is critical, and shows it to the team', async () => {
    const description = 'V2 failed 3% of its requests over 5 minutes; the bound is 1 % for 3m.';
    await alertmanager.fire([filled('ErrorRateHigh', description)], { version: 'v2' });
    const page = await delivered('pagerduty');
    expect(page.body).toMatchObject({
      routing_key: 'a-routing-key',
      event_action: 'trigger',
      payload: {
        summary: 'critical: supersmartmatch: V2 fails many requests',
        severity: 'critical',
        custom_details: {
          service: 'supersmartmatch',
          version: 'v2',
          owner: 'ops@company.com',
          alerts: `${TEXT}\n\n`,
        },
      },
    });
    expect((await delivered('slack')).body).toMatchObject({
      channel: '#supersmartmatch',
      attachments: [
        {
          title: 'critical: supersmartmatch: V2 fails many requests',
          text: expect.stringContaining(TEXT) as string,
          color: 'danger',
        },
      ],
    });
    expect(kinds()).toEqual(['pagerduty', 'slack']);
  });

  it('tells the team alone of a warning', async () => {
    await alertmanager.fire([filled('HoldInForce', 'V2 gets at most 5 %.')], {});
    expect((await delivered('slack')).body).toMatchObject({
      attachments: [
        { title: 'warning: supersmartmatch: a hold limits the share', color: 'warning' },
      ],
    });
    expect(kinds()).toEqual(['slack']);
  });

  it('writes a mail about what is good to know', async () => {
    await alertmanager.fire([filled('V2OutOfTraffic', 'The hold is at 0 %.')], {});
    const { to, body } = await delivered('email');
    expect(to).toBe('ops@company.com');
    expect(JSON.stringify(body)).toContain('info: supersmartmatch: V2 is out of traffic by a hold');
    expect(kinds()).toEqual(['email']);
  });

  it('pages neither version where both fail alike', async () => {
    const both = filled('BothVersionsFailing', 'The worse version fails 90% of its requests.');
    await alertmanager.fire([both], {});
    await delivered('pagerduty');
    alertmanager.deliveries.clear();
    const one = filled('ErrorBudgetBurnsFast', 'V2 had 90% failed requests over 1h.');
    await alertmanager.fire([one], { version: 'v2' });
    // A message that comes surely, and after the one that must not.
    await alertmanager.fire([filled('ConfigRejected', 'The pod a.')], { version: 'v1 and v2' });
    const { body } = await delivered('pagerduty');
    expect(JSON.stringify(body)).toContain('NGINX refuses');
    expect(alertmanager.deliveries.list().filter(({ kind }) => kind === 'pagerduty')).toHaveLength(
      1,
    );
  });
});
