import { join } from 'node:path';
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { trafficConfigMapName, TRAFFIC_KEYS } from '../model/names';
import { startLoad, type LoadProcess } from '../local/load/load-process';
import type { LoadOptions } from '../local/load/options';
import { localPaths, projectRoot } from '../local/settings';
import { LocalStack } from '../local/stack/local-stack';
import { removeNamespace } from '../local/stack/namespace';
import { ShareWatch, type Propagation } from '../local/stack/share-watch';
import { until } from '../local/stack/until';

/** Where the bench's own copy of the `local` stack lives. */
const WHERE = { namespace: 'bench', service: 'supersmartmatch' };

/** How long one change of the share may take to be confirmed before the bench gives up. */
const CONFIRM_MS = 30_000;

/** A whole service in the embedded cluster, to be measured. One for all benches that need it. */
export class Stand {
  private constructor(
    readonly stack: LocalStack,
    readonly kubeConfig: KubeConfig,
    readonly gatewayUrl: string,
    private readonly watch: ShareWatch,
  ) {}

  static async create(environment: NodeJS.ProcessEnv): Promise<Stand> {
    const folder = join(localPaths().home, 'bench');
    const stack = new LocalStack({
      project: projectRoot,
      backend: join(folder, 'state'),
      folder,
      environment,
      config: { 'cutover:namespace': WHERE.namespace },
    });
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, WHERE.namespace);
    await stack.create();
    await stack.up();
    const watch = new ShareWatch(kubeConfig, WHERE.namespace, WHERE.service);
    await watch.start();
    return new Stand(stack, kubeConfig, (await stack.outputs()).gatewayUrl, watch);
  }

  /** Words that lead the `cutover` command here. */
  readonly target = ['--service', WHERE.service, '--namespace', WHERE.namespace] as const;

  async load(options: Omit<LoadOptions, 'url'>): Promise<LoadProcess> {
    return startLoad({ url: `${this.gatewayUrl}/match`, ...options });
  }

  /** Writes the desired share as Pulumi would, without Pulumi's own time, and waits until it is observed. */
  async writeShare(share: number): Promise<Propagation> {
    const before = this.watch.propagation(share)?.writtenMs;
    await this.kubeConfig.makeApiClient(CoreV1Api).patchNamespacedConfigMap(
      {
        namespace: WHERE.namespace,
        name: trafficConfigMapName(WHERE.service),
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

  async remove(): Promise<void> {
    this.watch.stop();
    await this.stack.destroy();
  }
}
