import { parse } from 'yaml';
import { monitoredWorld } from '../support/monitoring/monitored-world';
import { runTool } from '../support/monitoring/promtool';
import { manifests } from '../support/program/manifests';
import { runProgram } from '../support/program/run-program';
import { stackNames } from '../support/program/stacks';

type Files = Readonly<Record<'rules.yml' | 'scrape.yml' | 'alertmanager.yml', string>>;

async function filesOf(stack: string): Promise<Files> {
  const { resources, refusal } = await runProgram(monitoredWorld(stack, { operator: false }));
  expect(refusal).toBeUndefined();
  const found = manifests(resources).find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.endsWith('-monitoring'),
  );
  return (found as unknown as { readonly data: Files }).data;
}

/** What a Prometheus and an Alertmanager without the operator are given, for every stack. */
describe.each(stackNames())('the files of stack %s', (stack) => {
  it('are accepted by promtool and amtool', async () => {
    const files = await filesOf(stack);
    const rules = await runTool('promtool', ['check', 'rules', '--lint-fatal', 'rules.yml'], files);
    expect(rules.text).toMatch(/SUCCESS: \d+ rules found/);
    expect(rules.ok).toBe(true);
    const prometheus = { rule_files: ['rules.yml'], scrape_configs: withoutDiscovery(files) };
    const config = await runTool('promtool', ['check', 'config', 'prometheus.yml'], {
      ...files,
      'prometheus.yml': prometheus,
    });
    expect(config.text).toMatch(/SUCCESS: prometheus\.yml is valid/);
    expect(config.ok).toBe(true);
    const routes = await runTool('amtool', ['check-config', 'alertmanager.yml'], files);
    expect(routes.text).toMatch(/SUCCESS/);
    expect(routes.ok).toBe(true);
  });
});

/**
 * The promtool of Debian 12 knows neither `scrape_config_files` nor the discovery of Kubernetes: the jobs stand in the
 * file itself, and find nothing. That the pods are found is what the test on the cluster shows.
 */
function withoutDiscovery(files: Files): object[] {
  const { scrape_configs: jobs } = parse(files['scrape.yml']) as { scrape_configs: object[] };
  return jobs.map((job) => ({ ...job, kubernetes_sd_configs: undefined }));
}
