import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readServiceFile } from '../service/service-file';
import { alertRule } from './alert';
import { alertsOf, ruleGroups } from './rule-groups';
import { SEVERITIES } from './rule';

const folder = join(__dirname, '..', '..', 'services');
const serviceFiles = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const read = (file: string, monitoring: object = {}) =>
  readServiceFile(file, readFileSync(join(folder, file), 'utf8'), {
    source: 'the test',
    values: { monitoring },
  });
const guarded = { prometheus: 'http://prometheus.monitoring:9090' };

describe.each(serviceFiles)('the rules of %s', (file) => {
  const service = read(file, guarded);
  const groups = ruleGroups({ service, namespace: 'shop' });
  const alerts = alertsOf(groups);

  it('tell of every alert what happened, how bad it is, whose it is, and what to do', () => {
    expect(alerts.length).toBeGreaterThan(30);
    for (const { alert, labels, annotations, expr } of alerts) {
      expect(labels).toMatchObject({ namespace: 'shop', service: service.name });
      expect(labels['owner']).toBe(service.owner);
      expect(SEVERITIES).toContain(labels['severity']);
      // The version is the rule's own label, or one of the series.
      expect(labels['version'] ?? expr).toMatch(/^(v1|v2|none)$|cutover:/);
      expect(annotations['summary']).toMatch(new RegExp(`^${service.name}: .*[^.]$`));
      expect(annotations['description']).toMatch(/\.$/);
      expect(annotations['action']).toMatch(/\S/);
      expect(annotations['runbook_url']).toBe(`docs/alerts.md#${alert.toLowerCase()}`);
    }
  });

  it('speak of the one deployment alone', () => {
    for (const rule of groups.flatMap(({ rules }) => [...rules] as { expr: string }[])) {
      for (const [, inside = ''] of rule.expr.matchAll(/\{([^}]*)\}/g)) {
        expect(inside).toContain('namespace="shop"');
      }
    }
  });

  it('have names that no other deployment uses', () => {
    const names = groups.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(`cutover-shop-${service.name}-`);
  });

  it('say nothing of a guard that does not run', () => {
    const without = alertsOf(ruleGroups({ service: read(file), namespace: 'shop' }));
    const names = without.map(({ alert }) => alert);
    expect(alerts.map(({ alert }) => alert)).toContain('GuardSilent');
    expect(names).not.toContain('GuardSilent');
  });
});

describe('alerts that could never fire', () => {
  it('are left out: an error rate of 14.4 times 10 % is none', () => {
    const service = read('supersmartmatch.yaml');
    const lax = { ...service, objectives: { ...service.objectives, errorRate: 0.1 } };
    const fast = alertsOf(ruleGroups({ service: lax, namespace: 'shop' })).filter(
      ({ alert }) => alert === 'ErrorBudgetBurnsFast',
    );
    expect(fast.map(({ labels }) => labels['objective'])).toEqual(['availability']);
  });
});

describe('a text of the service file', () => {
  it('is text to Prometheus, and no template', () => {
    const service = { ...read('supersmartmatch.yaml'), owner: 'the {{ $labels.team }} team' };
    const { labels } = alertRule(
      { service, namespace: 'shop' },
      {
        name: 'Any',
        severity: 'info',
        version: 'none',
        expr: 'vector(1)',
        summary: '',
        description: '',
        action: '',
      },
    );
    expect(labels['owner']).toBe('the {{ "{{" }} $labels.team }} team');
  });
});
