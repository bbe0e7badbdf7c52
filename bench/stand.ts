import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { gatewaySelector, trafficConfigMapName, TRAFFIC_KEYS } from '../model/names';
import { startLoad, type LoadProcess } from '../local/load/load-process';
import type { LoadOptions } from '../local/load/options';
import { localPaths, projectRoot } from '../local/settings';
import { LocalStack } from '../local/stack/local-stack';
import { removeNamespace, removeNamespaceAtOnce } from '../local/stack/namespace';
import { ShareWatch, type Propagation } from '../local/stack/share-watch';
import { until } from '../local/stack/until';

/** The service of the `local` stack. */
const SERVICE = 'supersmartmatch';

/** How long one change of the share may take to be confirmed before the bench gives up. */
const CONFIRM_MS = 30_000;

export interface StandOptions {
  /** Where everything is made; nothing of an earlier run is left in it. */
  readonly namespace: string;
  /** Values laid over the service file of the `local` stack. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What the gateway's certificate is trusted by, for a stand with TLS. */
  readonly tls?: LoadOptions['tls'];
  /** Makes what the stack expects to find in its namespace, such as Secrets, while it is being made. */
  readonly furnish?: (core: CoreV1Api, namespace: string) => Promise<void>;
}

/** A whole service in the embedded cluster, to be measured: the `local` stack in a namespace of its own. */
export class Stand {
  readonly service = SERVICE;
  /** Words that lead the `cutover` command here. */
  readonly target: readonly string[];

  private constructor(
    readonly namespace: string,
    readonly stack: LocalStack,
    readonly kubeConfig: KubeConfig,
    readonly gatewayUrl: string,
    private readonly watch: ShareWatch,
    readonly tls: LoadOptions['tls'],
  ) {
    this.target = ['--service', SERVICE, '--namespace', namespace];
  }

  static async create(environment: NodeJS.ProcessEnv, options: StandOptions): Promise<Stand> {
    const { namespace, overrides, furnish } = options;
    const folder = join(localPaths().home, 'bench', namespace);
    const stack = new LocalStack({
      project: projectRoot,
      backend: join(folder, 'state'),
      folder,
      environment,
      config: { 'cutover:namespace': namespace },
      ...(overrides ? { overrides } : {}),
    });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, namespace);
    rmSync(folder, { recursive: true, force: true });
    await stack.create();
    await Promise.all([stack.up(), furnish && whenMade(kubeConfig, namespace, furnish)]);
    const watch = new ShareWatch(kubeConfig, namespace, SERVICE);
    await watch.start();
    const { gatewayUrl } = await stack.outputs();
    return new Stand(namespace, stack, kubeConfig, gatewayUrl, watch, options.tls);
  }

  /** Sends match requests to the gateway unless told otherwise; `path` begins with a slash. */
  async load({ path = '/match', ...options }: StandLoad): Promise<LoadProcess> {
    const tls = this.tls ? { tls: this.tls } : {};
    return startLoad({ url: `${this.gatewayUrl}${path}`, ...tls, ...options });
  }

  /** Writes the desired share as Pulumi would, without Pulumi's own time, and waits until it is observed. */
  async writeShare(share: number): Promise<Propagation> {
    const before = this.watch.propagation(share)?.writtenMs;
    await this.kubeConfig.makeApiClient(CoreV1Api).patchNamespacedConfigMap(
      {
        namespace: this.namespace,
        name: trafficConfigMapName(SERVICE),
        body: { data: { [TRAFFIC_KEYS.desired]: String(share) } },
      },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    return until(
      `share ${share} is observed`,
      () => {
        const seen = this.watch.propagation(share);
        return seen?.writtenMs === before ? undefined : seen;
      },
      CONFIRM_MS,
    );
  }

  /** @returns all gateway pods, those that are ending among them. */
  async gatewayPods(): Promise<readonly GatewayPod[]> {
    const labels = Object.entries(gatewaySelector(SERVICE)).map(
      ([key, value]) => `${key}=${value}`,
    );
    const { items } = await this.kubeConfig.makeApiClient(CoreV1Api).listNamespacedPod({
      namespace: this.namespace,
      labelSelector: labels.join(','),
    });
    return items.map(({ metadata, status }) => ({
      name: metadata?.name ?? '',
      address: status?.podIP ?? '',
      ending: metadata?.deletionTimestamp !== undefined,
      ready: (status?.conditions ?? []).some(
        ({ type, status: is }) => type === 'Ready' && is === 'True',
      ),
    }));
  }

  async remove(): Promise<void> {
    this.watch.stop();
    await removeNamespaceAtOnce(this.kubeConfig, this.namespace);
  }
}

/** What {@link Stand.load} takes. */
export type StandLoad = Omit<LoadOptions, 'url'> & { readonly path?: string };

export interface GatewayPod {
  readonly name: string;
  readonly address: string;
  readonly ending: boolean;
  readonly ready: boolean;
}

/** Makes a stand, has it measured, and removes it. */
export async function withStand<T>(
  environment: NodeJS.ProcessEnv,
  options: StandOptions,
  measure: (stand: Stand) => Promise<T>,
): Promise<T> {
  const stand = await Stand.create(environment, options);
  try {
    return await measure(stand);
  } finally {
    await stand.remove();
  }
}

async function whenMade(
  kubeConfig: KubeConfig,
  namespace: string,
  furnish: (core: CoreV1Api, namespace: string) => Promise<void>,
): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  await until(`the namespace ${namespace} is made`, async () => {
    const { items } = await core.listNamespace({ fieldSelector: `metadata.name=${namespace}` });
    return items.length > 0;
  });
  await furnish(core, namespace);
}
