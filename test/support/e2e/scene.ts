import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from '@kubernetes/client-node';
import { startLoad, type LoadProcess } from '../../../local/load/load-process';
import type { LoadOptions } from '../../../local/load/options';
import { localPaths, projectRoot } from '../../../local/settings';
import { FaultInjector } from '../../../local/stack/faults';
import { LocalStack, PulumiError } from '../../../local/stack/local-stack';
import { removeNamespace } from '../../../local/stack/namespace';
import { copyProject } from '../../../local/stack/project-copy';
import { reachDirectly } from '../../../local/stack/reach';
import { run, type Ended } from '../../../local/stack/run';
import {
  FIELD_MANAGERS,
  gatewaySelector,
  holdConfigMapName,
  trafficConfigMapName,
  TRAFFIC_KEYS,
} from '../../../model/names';
import { until } from '../../../local/stack/until';
import { fileBackend } from '../../../local/stack/file-backend';

/** The service of the `local` stack. */
const SERVICE = 'supersmartmatch';
/** After this time a namespace that was deleted takes no new pods. */
const ENDING_MS = 500;
/** The longest that one `cutover` or `kubectl` may take. */
const COMMAND_SECONDS = 120;

/** One `local` stack in a namespace, with state and with a copy of the project of its own. */
export class Scene {
  readonly service = SERVICE;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly stack: LocalStack;
  readonly faults: FaultInjector;
  readonly environment: NodeJS.ProcessEnv;

  private constructor(
    readonly namespace: string,
    readonly folder: string,
    kubeConfig: KubeConfig,
    private readonly clear: () => Promise<void>,
  ) {
    const backend = join(folder, 'state');
    this.core = kubeConfig.makeApiClient(CoreV1Api);
    this.apps = kubeConfig.makeApiClient(AppsV1Api);
    this.environment = { ...process.env, PULUMI_BACKEND_URL: fileBackend(backend) };
    this.stack = new LocalStack({
      project: folder,
      backend,
      folder,
      environment: process.env,
      config: { 'cutover:namespace': namespace },
    });
    this.faults = new FaultInjector(kubeConfig, reachDirectly(''), { namespace, service: SERVICE });
  }

  /** Makes the stack, without any resource yet; what an earlier run left is gone. */
  static async open(namespace: string): Promise<Scene> {
    const kubeconfig = process.env['KUBECONFIG'];
    if (kubeconfig === undefined) {
      throw new Error('KUBECONFIG is not set: run this by npm run test:e2e');
    }
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(kubeconfig);
    const folder = join(localPaths().home, 'e2e', namespace);
    copyProject(folder);
    const clear = (): Promise<void> => removeNamespace(kubeConfig, namespace);
    await clear();
    const scene = new Scene(namespace, folder, kubeConfig, clear);
    await scene.stack.create();
    return scene;
  }

  /** Removes the namespace, the state and the copy. */
  async close(): Promise<void> {
    const cleared = this.clear();
    // Once the namespace is ending nothing comes after them, and nobody is there to drain them for.
    await sleep(ENDING_MS);
    await this.core.deleteCollectionNamespacedPod({
      namespace: this.namespace,
      gracePeriodSeconds: 0,
    });
    await cleared;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Edits a file of the copied project. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    writeFileSync(path, after);
  }

  /** Runs the `cutover` command in the project, as a person would. */
  async cutover(...args: readonly string[]): Promise<Ended> {
    return this.run(process.execPath, [join(projectRoot, 'dist', 'cutover.js'), ...args]);
  }

  /** @throws when the command fails. */
  async kubectl(...args: readonly string[]): Promise<Ended> {
    const ended = await this.run('kubectl', ['--namespace', this.namespace, ...args]);
    if (ended.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${ended.stderr}`);
    return ended;
  }

  async gatewayPods(): Promise<readonly V1Pod[]> {
    const labels = Object.entries(gatewaySelector(SERVICE)).map(
      ([key, value]) => `${key}=${value}`,
    );
    const { items } = await this.core.listNamespacedPod({
      namespace: this.namespace,
      labelSelector: labels.join(','),
    });
    return items;
  }

  /** @returns the data of `<service>-traffic`; `undefined` while there is none. */
  async traffic(): Promise<Readonly<Record<string, string>> | undefined> {
    const { items } = await this.core.listNamespacedConfigMap({
      namespace: this.namespace,
      fieldSelector: `metadata.name=${trafficConfigMapName(SERVICE)}`,
    });
    return items[0]?.data;
  }

  /** Writes the hold as the guard would; 100 is none. */
  async writeHold(share: number): Promise<void> {
    await this.core.patchNamespacedConfigMap(
      {
        namespace: this.namespace,
        name: holdConfigMapName(SERVICE),
        body: { data: { v2TrafficPercentage: String(share) } },
        fieldManager: FIELD_MANAGERS.hold,
      },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
  }

  async observed(share: number): Promise<void> {
    await until(
      `the share ${share} is observed`,
      async () => (await this.traffic())?.[TRAFFIC_KEYS.observed] === String(share),
    );
  }

  /** Starts requests to the gateway; they end by themselves at the bound that they must have. */
  async load(options: Omit<LoadOptions, 'url'>): Promise<LoadProcess> {
    const { gatewayUrl } = await this.stack.outputs();
    return startLoad({ url: `${gatewayUrl}/match`, ...options });
  }

  private async run(command: string, args: readonly string[]): Promise<Ended> {
    const { folder, environment } = this;
    return run(command, args, { cwd: folder, environment, timeoutSeconds: COMMAND_SECONDS });
  }
}

/** @returns all that a Pulumi command printed that was meant to fail. @throws when it did not. */
export async function refusal(command: Promise<unknown>): Promise<string> {
  try {
    await command;
  } catch (error) {
    if (error instanceof PulumiError) return `${error.ended.stdout}\n${error.ended.stderr}`;
    throw error;
  }
  throw new Error('the command was not refused');
}
