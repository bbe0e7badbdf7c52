import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readServiceFile } from '../service/service-file';
import { scrapeFile } from './scrape-file';
import { scrapeTargets } from './targets';

const file = join(__dirname, '..', '..', 'services', 'supersmartmatch.yaml');
const service = readServiceFile('supersmartmatch.yaml', readFileSync(file, 'utf8'), {
  source: 'the test',
  values: { versions: { v1: { metrics: { path: '/stats', port: 9_100 } } } },
});
const jobs = (of: typeof service, removed: boolean) =>
  scrapeTargets(of, removed).map(({ job, port, path, honorLabels }) => [
    job,
    port,
    path,
    honorLabels,
  ]);

describe('what is read of a service', () => {
  it('is the gateway, and whatever has metrics, at its own port and path', () => {
    expect(jobs(service, false)).toEqual([
      ['supersmartmatch-gateway', 9_180, '/metrics', true],
      ['supersmartmatch-v1', 9_100, '/stats', false],
      ['supersmartmatch-v2', 5_070, '/metrics', false],
      ['supersmartmatch-nexten', 5_052, '/metrics', false],
    ]);
  });

  it('is the guard, where there is one', () => {
    const { monitoring } = service;
    const judged = { ...service, monitoring: { ...monitoring, prometheus: 'http://prometheus' } };
    expect(jobs(judged, false)[1]).toEqual(['supersmartmatch-guard', 9_181, '/metrics', true]);
  });

  it('is the comparator, where replies are compared and there is a V1', () => {
    const comparison = { routes: { match: {} } };
    const compared = readServiceFile('supersmartmatch.yaml', readFileSync(file, 'utf8'), {
      source: 'the test',
      values: { comparison },
    });
    const comparator = ['supersmartmatch-comparator', 9_182, '/metrics', true];
    expect(jobs(compared, false)[1]).toEqual(comparator);
    expect(jobs(compared, true).map(([job]) => job)).not.toContain('supersmartmatch-comparator');
  });

  it('is not a V1 that is removed', () => {
    expect(jobs(service, true).map(([job]) => job)).not.toContain('supersmartmatch-v1');
  });

  it('is not a version without metrics', () => {
    const { v1, v2 } = service.versions;
    const without = { ...service, versions: { v1, v2: { ...v2, metrics: undefined } } };
    expect(jobs(without, false).map(([job]) => job)).not.toContain('supersmartmatch-v2');
  });
});

it('is found by its labels in its namespace alone, and read by address and port', () => {
  const [, v1] = scrapeFile(
    'supersmartmatch',
    'shop',
    scrapeTargets(service, false),
  ).scrape_configs;
  expect(v1).toMatchObject({
    job_name: 'shop/supersmartmatch-v1',
    metrics_path: '/stats',
    honor_labels: false,
    sample_limit: 10_000,
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { names: ['shop'] },
        selectors: [
          {
            role: 'pod',
            label:
              'app.kubernetes.io/instance=supersmartmatch,app.kubernetes.io/component=workload,cutover.dev/version=v1',
          },
        ],
      },
    ],
  });
  expect(v1?.relabel_configs.slice(1, 3)).toEqual([
    {
      source_labels: ['__meta_kubernetes_pod_ip'],
      regex: '(.+)',
      target_label: '__address__',
      replacement: '$1:9100',
    },
    {
      source_labels: ['__meta_kubernetes_pod_ip'],
      regex: '(.*:.*)',
      target_label: '__address__',
      replacement: '[$1]:9100',
    },
  ]);
  expect(v1?.relabel_configs.slice(-3)).toEqual([
    { target_label: 'job', replacement: 'supersmartmatch-v1' },
    { target_label: 'service', replacement: 'supersmartmatch' },
    { target_label: 'version', replacement: 'v1' },
  ]);
});
