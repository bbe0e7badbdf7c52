import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHOP } from '../../cli/run-in-folder';
import { ensureBundles } from '../../local/bundle/bundles';
import { projectRoot } from '../../local/settings';
import { TinyStack } from '../support/cli/tiny-stack';

const LIMIT_MS = 120_000;

/** The report as its readers get it: drawn by the real Vega, from the history of a real stack. */
describe('the daily report', () => {
  let stack: TinyStack;

  beforeAll(async () => {
    await ensureBundles(projectRoot);
    stack = new TinyStack();
    stack.write('services/tiny.yaml', SHOP.replace('name: shop', 'name: tiny'));
    await stack.create(0);
    await stack.pulumi('up', '--yes', '--skip-preview', '--stack', 'tiny');
  }, LIMIT_MS);

  afterAll(() => {
    stack.remove();
  });

  it('is one page with its drawing in it, and says what is missing', async () => {
    const ended = await stack.cutover('report', '--daily', '--stack', 'tiny', '--out', 'day.html');
    expect([ended.code, ended.stderr]).toEqual([0, 'day.html is written\n']);
    const html = readFileSync(join(stack.folder, 'day.html'), 'utf8');
    expect(html.match(/<svg viewBox="0 0 \d+ \d+" aria-hidden="true"/g)).toHaveLength(2);
    expect(html).toContain('stroke="var(--v1)"');
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|https?:/);
    expect(html).toContain('<li>series: no Prometheus is named;');
    expect(html).toContain('<li>gates: no kubeconfig at ');
  });
});
