import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { instanceOf } from '../../../local/cluster/instance';
import { builtImage } from '../../../local/images/ensure';
import { guestImages, images } from '../../../local/images/list';
import { startLoad, type LoadProcess } from '../../../local/load/load-process';
import type { LoadOptions } from '../../../local/load/options';
import { localPaths, projectRoot } from '../../../local/settings';
import { LocalStack } from '../../../local/stack/local-stack';
import { removeNamespace, removeNamespaceAtOnce } from '../../../local/stack/namespace';
import { copyProject } from '../../../local/stack/project-copy';
import { run, type Ended } from '../../../local/stack/run';
import { until } from '../../../local/stack/until';
import { INSTANCE_LABEL, VERSION_LABEL, type Version } from '../../../model/names';
import { fileBackend } from '../../../local/stack/file-backend';

const SERVICE = 'httpbin';
const NAMESPACE = 'e2e-unseen';
export const HOST = 'httpbin.example';
/** By its name the stack is one of production: all rules of the pack count. */
const STACK = 'production';
/** Bounds the building of the images, where that was never done. */
const BUILD_SECONDS = 540;
const COMMAND_SECONDS = 120;
const DAY_MS = 86_400_000;

/** This cluster has no Prometheus that could judge the service: `judged.test.ts` has. */
const STACK_FILE = `config:
  cutover:policyOverrides:
    - { rule: gates-on, reason: nothing watches the service in this test, owner: the test }
`;

/** A service that comes with nothing but its file, in a copy of the project and in a namespace of its own. */
export class ForeignService {
  readonly core: CoreV1Api;
  private readonly environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly folder: string,
    readonly stack: LocalStack,
    private readonly kubeConfig: KubeConfig,
    /** The address of the gateway and what its certificate is trusted by; known after the first update. */
    private readonly certificate: { url: string; ca: string },
  ) {
    this.core = kubeConfig.makeApiClient(CoreV1Api);
    this.environment = {
      ...process.env,
      PULUMI_BACKEND_URL: fileBackend(join(folder, 'state')),
    };
  }

  /** Writes the service file and the stack's config; nothing is made yet. */
  static async open(): Promise<ForeignService> {
    await bringImages();
    const folder = join(localPaths().home, 'e2e', NAMESPACE);
    copyProject(folder);
    writeFileSync(join(folder, 'services', `${SERVICE}.yaml`), serviceFile());
    writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), STACK_FILE);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, NAMESPACE);
    const stack = new LocalStack({
      project: folder,
      folder,
      backend: join(folder, 'state'),
      environment: process.env,
      stack: STACK,
      config: {
        'cutover:service': SERVICE,
        'cutover:namespace': NAMESPACE,
        'cutover:v2TrafficPercentage': '0',
        'cutover:image': imageNamed('cutover'),
        'cutover:gatewayImage': imageNamed('nginx'),
      },
    });
    await stack.create();
    return new ForeignService(folder, stack, kubeConfig, { url: '', ca: '' });
  }

  /** Removes the namespace, the state and the copy. */
  async close(): Promise<void> {
    await removeNamespaceAtOnce(this.kubeConfig, NAMESPACE);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Shows a change under the policy pack. @throws PulumiError when it is refused. */
  async preview(): Promise<Ended> {
    return this.stack.withConfig(['preview', ...UNDER_POLICY]);
  }

  /** Sets the share and applies it under the policy pack. @throws PulumiError when it is refused. */
  async goTo(share: number): Promise<void> {
    await this.stack.setShare(share);
    await this.up();
  }

  /** @throws PulumiError when the update is refused. */
  async up(): Promise<void> {
    await this.stack.withConfig(['up', '--yes', '--skip-preview', ...UNDER_POLICY]);
    if (this.certificate.url !== '') return;
    this.certificate.url = (await this.stack.outputs()).gatewayUrl;
    const { items } = await this.core.listNamespacedSecret({ namespace: NAMESPACE });
    const data = items.find(({ type }) => type === 'kubernetes.io/tls')?.data ?? {};
    this.certificate.ca = Buffer.from(data['ca.crt'] ?? '', 'base64').toString();
  }

  /** Runs the `cutover` command as a person would. @throws when it fails. */
  async cutover(...args: readonly string[]): Promise<Ended> {
    const words = [join(projectRoot, 'dist', 'cutover.js'), ...args, '--stack', STACK];
    const ended = await run(process.execPath, words, {
      cwd: this.folder,
      environment: this.environment,
      timeoutSeconds: COMMAND_SECONDS,
    });
    if (ended.code !== 0) throw new Error(`cutover ${args.join(' ')}: ${ended.stderr}`);
    return ended;
  }

  /** Starts requests over TLS; `path` begins with a slash. */
  async load(options: Omit<LoadOptions, 'url'> & { path: string }): Promise<LoadProcess> {
    const { path, headers, ...rest } = options;
    return startLoad({
      url: `${this.certificate.url}${path}`,
      method: 'GET',
      headers: { Host: HOST, ...headers },
      tls: { ca: this.certificate.ca, serverName: HOST },
      ...rest,
    });
  }

  /** @returns status, headers and text of a reply of the gateway, by curl: it takes a name apart from an address. */
  async ask(path: string, scheme: 'https' | 'http' = 'https'): Promise<string> {
    const ca = join(this.folder, 'ca.crt');
    writeFileSync(ca, this.certificate.ca);
    const { hostname } = new URL(this.certificate.url);
    const resolve = [443, 80].flatMap((port) => ['--resolve', `${HOST}:${port}:${hostname}`]);
    const args = [
      '--silent',
      '--show-error',
      '--include',
      '--path-as-is',
      '--cacert',
      ca,
      ...resolve,
    ];
    const ended = await run('curl', [...args, '--noproxy', '*', `${scheme}://${HOST}${path}`], {
      cwd: this.folder,
      environment: process.env,
      timeoutSeconds: COMMAND_SECONDS,
    });
    if (ended.code !== 0) throw new Error(`curl: ${ended.stderr}`);
    return ended.stdout;
  }

  async pods(version: Version): Promise<readonly V1Pod[]> {
    const { items } = await this.core.listNamespacedPod({
      namespace: NAMESPACE,
      labelSelector: `${INSTANCE_LABEL}=${SERVICE},${VERSION_LABEL}=${version}`,
    });
    return items;
  }

  /** @returns how long the version's page at / is, by asking one of its pods: by that a reply tells its version. */
  async pageLength(version: Version): Promise<string> {
    const [pod] = await this.pods(version);
    const url = `http://${pod?.status?.podIP ?? ''}:8080/`;
    return (await fetch(url, { method: 'HEAD' })).headers.get('Content-Length') ?? '';
  }

  /** @returns how many requests for / the pods of a version have logged. */
  async logged(version: Version): Promise<number> {
    const counts = (await this.pods(version)).map(async ({ metadata }) => {
      const name = metadata?.name ?? '';
      const log = await this.core.readNamespacedPodLog({ namespace: NAMESPACE, name });
      return log.split('\n').filter((line) => line.includes('"GET / HTTP/1.')).length;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** @returns whether a pod of another namespace that asks for this URL gets a reply within 5 seconds. */
  async isReachedByStranger(url: string): Promise<boolean> {
    const [image] = (await this.pods('v1')).map(({ spec }) => spec?.containers[0]?.image);
    const script = [
      'import ssl, sys, urllib.request as r',
      'c = ssl._create_unverified_context()',
      `r.urlopen(r.Request('${url}', headers={'Host': '${HOST}'}), timeout=5, context=c)`,
    ].join('\n');
    const created = await this.core.createNamespacedPod({
      namespace: 'default',
      body: {
        metadata: { generateName: 'stranger-' },
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'ask', image: image ?? '', command: ['python3', '-c', script] }],
        },
      },
    });
    const name = created.metadata?.name ?? '';
    try {
      const phase = await until(
        'the stranger has asked',
        async () => {
          const { status } = await this.core.readNamespacedPod({ namespace: 'default', name });
          return ['Succeeded', 'Failed'].find((end) => end === status?.phase);
        },
        120_000,
      );
      return phase === 'Succeeded';
    } finally {
      await this.core.deleteNamespacedPod({ namespace: 'default', name, gracePeriodSeconds: 0 });
    }
  }
}

const UNDER_POLICY = ['--policy-pack', 'policy', '--non-interactive', '--color', 'never'] as const;

/** Built with the network of this machine: there is none where the tests run. */
async function bringImages(): Promise<void> {
  const socket = instanceOf(localPaths()).containerdSocket;
  const program = [process.execPath, '--import', 'tsx', 'local/images/main.ts', socket];
  const ended = await run('nsenter', [`--net=${outerNetwork()}`, '--', ...program], {
    cwd: projectRoot,
    environment: process.env,
    timeoutSeconds: BUILD_SECONDS,
  });
  if (ended.code !== 0) throw new Error(`no images of the service: ${ended.stderr}`);
}

/** @returns the network namespace of the process that led this one into the cluster's. */
function outerNetwork(): string {
  const own = readlinkSync('/proc/self/ns/net');
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
    const file = `/proc/${pid}/ns/net`;
    if (readlinkSync(file) !== own) return file;
  }
  throw new Error(
    'no process above this one is outside of the cluster: run this by npm run test:e2e',
  );
}

function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** @returns the name of an image that says what is in it: the pack takes no other in production. */
function imageNamed(name: string): string {
  const spec = [...images, ...guestImages].find((one) => one.name.endsWith(`/${name}`));
  if (!spec) throw new Error(`there is no image ${name}`);
  return builtImage(spec, localPaths()).names[1] ?? '';
}

function serviceFile(): string {
  const day = (fromNow: number): string =>
    new Date(Date.now() + fromNow * DAY_MS).toISOString().slice(0, 10);
  const values: Record<string, string> = {
    v1: imageNamed('httpbin-trixie'),
    v2: imageNamed('httpbin-forky'),
    today: day(0),
    sunset: day(30),
  };
  return readFileSync(join(__dirname, 'httpbin.yaml'), 'utf8').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => values[name] ?? '',
  );
}
