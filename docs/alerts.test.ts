import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertsOf, ruleGroups } from '../model/monitoring/rule-groups';
import { readServiceFile } from '../model/service/service-file';

const root = join(__dirname, '..');
const page = readFileSync(join(__dirname, 'alerts.md'), 'utf8');
const runbooks = [...page.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);

const values = {
  gateway: { tls: { mode: 'secret', secret: 'certificate' } },
  monitoring: { prometheus: 'http://prometheus.monitoring:9090' },
};
const names = readdirSync(join(root, 'services'))
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => {
    const text = readFileSync(join(root, 'services', file), 'utf8');
    const service = readServiceFile(file, text, { source: 'the test', values });
    return alertsOf(ruleGroups({ service, namespace: 'shop' })).map(({ alert }) => alert);
  });

it('the page of alerts has a paragraph for each of them, and for no other', () => {
  expect([...runbooks].sort()).toEqual([...new Set(names)].sort());
});

it('each paragraph begins with how bad it is', () => {
  for (const name of runbooks) {
    expect(page).toMatch(new RegExp(`### ${name}\n\n\`(critical|warning|info)\``));
  }
});
