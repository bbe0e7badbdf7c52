import { randomBytes } from 'node:crypto';
import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { localPaths } from '../../local/settings';
import { filesFolder } from '../../local/toolchain/build';
import { monitoringKinds } from '../../local/toolchain/parts';
import { monitoredWorld } from '../support/monitoring/monitored-world';
import { manifests, podsOf, type Manifest } from '../support/program/manifests';
import { runProgram } from '../support/program/run-program';
import { stackConfig, stackNames } from '../support/program/stacks';

/**
 * What the API server itself says of every object of every stack, with a Prometheus and with receivers of alerts. The namespaces are made as the program makes
 * them, so that Pod Security "restricted" is enforced in them; everything else is a dry run.
 */
describe('every object of stack', () => {
  const made: string[] = [];

  // The kinds of the prometheus-operator stay: to remove them would remove what others have made of them.
  beforeAll(async () => {
    const folder = filesFolder(localPaths(), 'prometheus-operator');
    const files = monitoringKinds.flatMap((kind) => ['-f', join(folder, `${kind}.yaml`)]);
    await kubectl('apply', '--server-side', '--force-conflicts', ...files);
    await kubectl('wait', '--for=condition=Established', '--timeout=60s', ...files);
  });

  afterAll(async () => {
    for (const namespace of made) await kubectl('delete', 'namespace', namespace, '--wait=false');
  });

  it.each(stackNames())('%s is accepted by the API server', async (stack) => {
    const { resources, refusal } = await runProgram(monitoredWorld(stack));
    expect(refusal).toBeUndefined();
    const namespace = `dry-${randomBytes(4).toString('hex')}`;
    const objects = manifests(resources).map((object) => moved(object, namespace));
    const rest = objects.filter((object) => !isNamespace(object));
    made.push(namespace);
    await prepare(objects);
    const all = [...rest, ...podsOf(rest)];
    expect(all.length).toBeGreaterThan(15);
    const { stdout, stderr } = await apply(all, '--dry-run=server');
    expect(stdout.trim().split('\n')).toHaveLength(all.length);
    expect(stderr).toBe('');
  });

  it('would be refused if a pod asked for more than "restricted" allows', async () => {
    const [stack = ''] = stackNames();
    const { resources } = await runProgram({ stack, config: stackConfig(stack) });
    const namespace = `dry-${randomBytes(4).toString('hex')}`;
    const objects = manifests(resources).map((object) => moved(object, namespace));
    made.push(namespace);
    await prepare(objects);
    const [pod] = podsOf(objects) as (Manifest & { spec: object })[];
    const privileged = { ...pod, spec: { ...pod?.spec, hostNetwork: true } } as unknown as Manifest;
    await expect(apply([privileged], '--dry-run=server')).rejects.toThrow(
      /violates PodSecurity "restricted:latest": host namespaces/,
    );
  });
});

const isNamespace = ({ kind }: Manifest): boolean => kind === 'Namespace';

/** Makes what a dry run of the others must find: their namespace, and the accounts of their pods. */
async function prepare(objects: readonly Manifest[]): Promise<void> {
  const namespaces = objects.filter(isNamespace);
  expect(namespaces).toHaveLength(1);
  await apply(namespaces);
  await apply(objects.filter(({ kind }) => kind === 'ServiceAccount'));
}

/** The object in another namespace, so that no run meets another, nor a stack that is deployed. */
function moved(object: Manifest, namespace: string): Manifest {
  const { metadata } = object;
  return isNamespace(object)
    ? { ...object, metadata: { ...metadata, name: namespace } }
    : { ...object, metadata: { ...metadata, namespace } };
}

function apply(objects: readonly Manifest[], ...flags: string[]) {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return kubectlWith(
    JSON.stringify(list),
    'apply',
    '--server-side',
    '--validate=strict',
    '-f',
    '-',
    ...flags,
  );
}

const kubectl = (...args: string[]) => kubectlWith('', ...args);

function kubectlWith(
  input: string,
  ...args: string[]
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', args, (error: ExecFileException | null, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }));
      else resolve({ stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
