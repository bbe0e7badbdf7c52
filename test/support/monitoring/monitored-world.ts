import { stackConfig } from '../program/stacks';
import type { World } from '../program/world';

const secret = (key: string) => ({ secret: 'alert-receivers', key });

/** Receivers of every kind, without a secret. */
export const RECEIVERS = {
  pagerduty: { routingKey: secret('pagerduty') },
  slack: { webhook: secret('slack'), channel: '#supersmartmatch' },
  email: {
    to: ['ops@company.com'],
    from: 'alerts@company.com',
    smarthost: 'smtp.company.com:587',
    username: 'alerts',
    password: secret('smtp'),
  },
};

/** @returns a stack with a Prometheus, and what is laid over its monitoring besides. */
export function monitoredWorld(stack: string, monitoring: object = {}): World {
  const config = stackConfig(stack);
  const given = JSON.parse(config['cutover:overrides'] ?? '{}') as { monitoring?: object };
  const overrides = {
    ...given,
    monitoring: {
      prometheus: 'http://prometheus.monitoring:9090',
      alerts: RECEIVERS,
      ...given.monitoring,
      ...monitoring,
    },
  };
  return { stack, config: { ...config, 'cutover:overrides': JSON.stringify(overrides) } };
}
