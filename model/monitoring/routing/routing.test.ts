import { alerts } from '../../service/alerts';
import { alertmanagerConfigSpec } from './alertmanager-config';
import { alertmanagerFile } from './alertmanager-file';
import { routingOf } from './routing';

const ref = (key: string) => ({ secret: 'receivers', key });
const slack = { webhook: ref('slack'), channel: '#shop' };
const pagerduty = { routingKey: ref('pagerduty') };
const email = { to: ['ops@example.com'], from: 'alerts@example.com', smarthost: 'smtp:25' };

const routed = (given: object) => {
  const routing = routingOf('shop', alerts.parse(given));
  if (!routing) throw new Error('no routing');
  return routing;
};
const channels = (given: object) =>
  Object.fromEntries(
    routed(given).receivers.map(({ name, ...of }) => [name, Object.keys(of).join('+')]),
  );

describe('the receivers of a service', () => {
  it('are PagerDuty and Slack for pages, Slack for warnings, and mail for the rest', () => {
    expect(channels({ pagerduty, slack, email })).toEqual({
      'shop-critical': 'pagerduty+slack',
      'shop-warning': 'slack',
      'shop-info': 'email',
    });
  });

  it('take the place of those that are not named, so that nothing is lost', () => {
    expect(channels({ email })).toEqual({
      'shop-critical': 'email',
      'shop-warning': 'email',
      'shop-info': 'email',
    });
    expect(channels({ pagerduty })).toEqual({
      'shop-critical': 'pagerduty',
      'shop-warning': 'pagerduty',
      'shop-info': 'pagerduty',
    });
  });

  it('are none where the file names nobody', () => {
    expect(routingOf('shop', alerts.parse({}))).toBeUndefined();
  });

  it('have one for each level of escalation that begins later than the alert', () => {
    const escalation = [
      { level: 'L1', after: '0', who: 'automated recovery' },
      { level: 'L2', after: '15m', who: 'on-call', email: ['on-call@example.com'] },
      { level: 'L3', after: '30m', who: 'lead', routingKey: ref('lead') },
    ];
    const { receivers, routes } = routed({ pagerduty, email, escalation });
    expect(routes.slice(0, 2).map(({ receiver }) => receiver)).toEqual([
      'shop-escalation-l2',
      'shop-escalation-l3',
    ]);
    expect(receivers.slice(3)).toEqual([
      {
        name: 'shop-escalation-l2',
        pagerduty: { routingKey: ref('pagerduty'), url: undefined },
        email: { ...email, requireTls: true, to: ['on-call@example.com'] },
      },
      { name: 'shop-escalation-l3', pagerduty: { routingKey: ref('lead'), url: undefined } },
    ]);
  });
});

describe('the configuration of Alertmanager', () => {
  const routing = routed({
    pagerduty,
    slack,
    email: { ...email, username: 'alerts', password: ref('smtp') },
  });

  it('names secrets by reference alone, for the operator', () => {
    const text = JSON.stringify(alertmanagerConfigSpec(routing));
    expect(text).toContain('"routingKey":{"name":"receivers","key":"pagerduty"}');
    expect(text).toContain('"apiURL":{"name":"receivers","key":"slack"}');
    expect(text).toContain('"authPassword":{"name":"receivers","key":"smtp"}');
  });

  it('names them as files without it', () => {
    const text = JSON.stringify(alertmanagerFile(routing));
    expect(text).toContain('"routing_key_file":"/etc/alertmanager/secrets/receivers/pagerduty"');
    expect(text).toContain('"api_url_file":"/etc/alertmanager/secrets/receivers/slack"');
    expect(text).toContain('"auth_password_file":"/etc/alertmanager/secrets/receivers/smtp"');
  });

  it('speaks of the one service alone', () => {
    const { route, inhibitRules } = alertmanagerConfigSpec(routing);
    const own = { name: 'service', value: 'shop', matchType: '=' };
    expect(route.matchers).toEqual([own]);
    for (const { sourceMatch, targetMatch, equal } of inhibitRules) {
      expect(sourceMatch[0]).toEqual(own);
      expect(targetMatch[0]).toEqual(own);
      expect(equal).toEqual(expect.arrayContaining(['namespace', 'service']));
    }
  });
});
