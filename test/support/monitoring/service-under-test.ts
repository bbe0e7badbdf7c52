import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../../../model/service/service';
import { readServiceFile } from '../../../model/service/service-file';

/** A service with everything on that makes rules: certificates, a guard, and all receivers. */
export function monitoredService(): Service {
  const file = 'services/supersmartmatch.yaml';
  const text = readFileSync(join(__dirname, '..', '..', '..', file), 'utf8');
  return readServiceFile(file, text, { source: 'the test', values: OVERRIDES });
}

const secret = (key: string) => ({ secret: 'alert-receivers', key });

const OVERRIDES = {
  gateway: {
    tls: { mode: 'issuer', issuer: { name: 'letsencrypt' }, hosts: ['shop.example.com'] },
  },
  monitoring: {
    prometheus: 'http://prometheus.monitoring:9090',
    alerts: {
      runbooks: 'https://example.com/alerts',
      pagerduty: { routingKey: secret('pagerduty') },
      slack: { webhook: secret('slack'), channel: '#supersmartmatch' },
      email: {
        to: ['ops@company.com'],
        from: 'alerts@company.com',
        smarthost: 'smtp.company.com:587',
        username: 'alerts',
        password: secret('smtp'),
      },
    },
  },
};
