import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../../../model/service/service';
import { readServiceFile } from '../../../model/service/service-file';
import { RECEIVERS } from './monitored-world';

/** A service with everything on that makes rules: certificates, a guard, and all receivers. */
export function monitoredService(): Service {
  const file = 'services/supersmartmatch.yaml';
  const text = readFileSync(join(__dirname, '..', '..', '..', file), 'utf8');
  return readServiceFile(file, text, { source: 'the test', values: OVERRIDES });
}

const OVERRIDES = {
  gateway: {
    tls: { mode: 'issuer', issuer: { name: 'letsencrypt' }, hosts: ['shop.example.com'] },
  },
  monitoring: {
    prometheus: 'http://prometheus.monitoring:9090',
    alerts: {
      runbooks: 'https://example.com/alerts',
      ...RECEIVERS,
    },
  },
};
