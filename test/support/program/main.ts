/**
 * Runs the program once against mocks of the engine: reads a World as JSON from standard input, writes the
 * Outcome as JSON to standard output. A process of its own, because the SDK keeps its state in globals and
 * reports a refusal as an unhandled rejection.
 */
import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import type { Logged, Outcome, Registered, World } from './world';

const world = JSON.parse(readFileSync(0, 'utf8')) as World;
const resources: Registered[] = [];
const logs: Logged[] = [];
let finished = false;

// Without an engine the SDK logs to the console.
for (const [method, severity] of [
  ['log', 'info'],
  ['warn', 'warning'],
] as const) {
  console[method] = (line: string) => {
    logs.push({ severity, message: line.replace(/^\w+: \[runtime\] /, '') });
  };
}

process.on('unhandledRejection', (error) => {
  finish({
    resources,
    outputs: {},
    logs,
    refusal: error instanceof Error ? error.message : String(error),
  });
});

void run();

async function run(): Promise<void> {
  pulumi.runtime.setAllConfig({ ...world.config }, [...(world.secretKeys ?? [])]);
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: register },
    'cutover',
    world.stack ?? 'local',
    false,
    'organization',
  );
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- runs only after the mocks are set
    const outputs = require('../../../index') as Record<string, unknown>;
    const known: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(outputs)) known[name] = await settled(value);
    await pulumi.runtime.disconnect();
    finish({ resources, outputs: known, logs });
  } catch (error) {
    refuse(error);
  }
}

function register({ type, name, inputs, id }: pulumi.runtime.MockResourceArgs) {
  const given = inputs as Record<string, unknown>;
  resources.push({ type, name, inputs: given });
  // Empty for a resource that is made, which would count as an id that is not known.
  const known = id === undefined || id === '' ? `${name}-id` : id;
  return { id: known, state: { ...given, ...live(type, name, given) } };
}

/** What the cluster, or the stack's past, would add to a resource. */
function live(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (name === 'traffic-hold-live') return { data: world.hold ?? { v2TrafficPercentage: '100' } };
  if (name === 'traffic-verdict-live') return { data: world.verdict ?? {} };
  if (name === 'traffic-v2-live') return { status: { readyReplicas: world.readyV2 ?? 1 } };
  if (type === 'pulumi:pulumi:StackReference') {
    const { previous: desiredShare, previousSince: shareSince, previousV1: v1State } = world;
    return { outputs: { desiredShare, shareSince, v1State } };
  }
  if (type === 'docker:index/image:Image') {
    const repository = String(inputs['imageName']).replace(/:[^:/]+$/, '');
    return { repoDigest: `${repository}@sha256:built` };
  }
  if (type === 'kubernetes:core/v1:Service') {
    const clusterIP = `10.96.0.${['v1-service', 'v2-service', 'gateway-service', 'comparator-service'].indexOf(name) + 1}`;
    return { spec: { ...(inputs['spec'] as object), clusterIP } };
  }
  if (type === 'kubernetes:core/v1:ServiceAccount') {
    return { metadata: { ...(inputs['metadata'] as object), uid: `uid-of-${name}` } };
  }
  return {};
}

async function settled(value: unknown): Promise<unknown> {
  return (pulumi.output(value) as unknown as { promise(): Promise<unknown> }).promise();
}

function refuse(error: unknown): void {
  const refusal = error instanceof Error ? error.message : String(error);
  finish({ resources, outputs: {}, logs, refusal });
}

/** Only the first outcome counts: what a refusal leaves behind is refused as well. */
function finish(outcome: Outcome): void {
  if (finished) return;
  finished = true;
  // Ended once all is written: a parent's socket takes only so much at once.
  process.stdout.write(JSON.stringify(outcome), () => process.exit(0));
}
