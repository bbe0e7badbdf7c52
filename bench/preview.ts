import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { localIssuer } from '../local/cluster/certificates';
import { localPaths } from '../local/settings';
import { LocalStack } from '../local/stack/local-stack';
import { removeNamespace, removeNamespaceAtOnce } from '../local/stack/namespace';
import { copyProject } from '../local/stack/project-copy';
import type { Bench } from './bench';
import { quantile } from './figure';
import { answering, simulated } from './versions';

const NAMESPACE = 'bench-production';
const RUNS = 7;
/** How many times as many resources the large stack has. */
const GROWTH = 10;

/** What the production stack is given here in place of what only production has; the resources are the same. */
const HERE = {
  versions: { v1: simulated, v2: simulated },
  companions: { nexten: simulated },
  gateway: {
    resources: { requests: { cpu: '50m', memory: '64Mi' } },
    tls: { issuer: { name: localIssuer } },
  },
};

const PORT = 8_090;

/** A companion that costs next to nothing to run. */
const companion = { ...answering(PORT, 'companion'), port: PORT, replicas: { min: 1, max: 2 } };

/** How long a preview takes that has nothing to show, of the production stack and of one ten times as large. */
export const preview: Bench = {
  name: 'preview',
  figures: ['preview-seconds', 'preview-growth'],
  async run({ environment, say }) {
    const folder = join(localPaths().home, 'bench', NAMESPACE);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
    copyProject(folder);
    const stack = new LocalStack({
      project: folder,
      folder,
      backend: join(folder, 'state'),
      environment,
      stack: 'production',
      config: {
        'cutover:namespace': NAMESPACE,
        'cutover:image': 'cutover.local/cutover:local',
        'cutover:gatewayImage': 'cutover.local/nginx:local',
        'cutover:gatewayServiceType': 'ClusterIP',
      },
      overrides: HERE,
    });
    try {
      await stack.create();
      await stack.up();
      const small = await measure(stack);
      say(`${small.resources} resources: ${inSeconds(small.seconds)}`);
      const more = await companionsFor(stack, GROWTH * small.resources);
      stack.override({ companions: more });
      await stack.up();
      const large = await measure(stack);
      say(`${large.resources} resources: ${inSeconds(large.seconds)}`);
      const growth = quantile(large.seconds, 0.5) / quantile(small.seconds, 0.5);
      const perResource = large.seconds.map(
        (seconds) => seconds / quantile(small.seconds, 0.5) / (large.resources / small.resources),
      );
      say(
        `${(large.resources / small.resources).toFixed(1)} x resources, ${growth.toFixed(1)} x time`,
      );
      return [
        {
          name: 'preview-seconds',
          value: quantile(small.seconds, 0.5),
          unit: 's',
          comparison: 'at most',
          bound: 5,
          runs: small.seconds,
        },
        {
          name: 'preview-growth',
          value: quantile(perResource, 0.5),
          unit: 'x linear',
          comparison: 'at most',
          bound: 1,
          runs: perResource,
        },
      ];
    } finally {
      await removeNamespaceAtOnce(kubeConfig, NAMESPACE);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  readonly resources: number;
  readonly seconds: readonly number[];
}

/** The first preview warms caches and is not counted. */
async function measure(stack: LocalStack): Promise<Measured> {
  const seconds: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const ended = await stack.withConfig(['preview', '--non-interactive', '--expect-no-changes']);
    if (run > 0) seconds.push(ended.seconds);
  }
  return { resources: (await resourcesOf(stack)).length, seconds };
}

const stateSchema = z.object({
  deployment: z.object({ resources: z.array(z.object({ urn: z.string(), custom: z.boolean() })) }),
});

/** @returns what the engine keeps of each resource of Kubernetes. */
async function resourcesOf(stack: LocalStack): Promise<readonly string[]> {
  const { stdout } = await stack.pulumi(['stack', 'export']);
  const { resources } = stateSchema.parse(JSON.parse(stdout)).deployment;
  return resources
    .filter(({ urn, custom }) => custom && urn.includes('kubernetes:'))
    .map(({ urn }) => urn);
}

/** @returns as many companions as bring the stack to this number of resources. */
async function companionsFor(
  stack: LocalStack,
  resources: number,
): Promise<Record<string, typeof companion>> {
  const urns = await resourcesOf(stack);
  const ofOne = urns.filter((urn) => urn.includes('companion-nexten')).length + POLICIES;
  const count = Math.ceil((resources - urns.length) / ofOne);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`extra-${index + 1}`, companion]),
  );
}

/** A companion brings a policy too, which is no child of its own. */
const POLICIES = 1;

const inSeconds = (values: readonly number[]): string =>
  values.map((value) => `${value.toFixed(2)} s`).join(', ');
