import { randomBytes } from 'node:crypto';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { holdData, NO_HOLD, parseHold } from '../../../model/hold';
import {
  COMPONENT_LABEL,
  FIELD_MANAGERS,
  holdConfigMapName,
  INSTANCE_LABEL,
  TRAFFIC_KEYS,
  trafficConfigMapName,
  VERSION_LABEL,
} from '../../../model/names';
import { effectiveShare, parseShare } from '../../../model/share';

const APPLY = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
const LOOK_MS = 20;

/** @returns the kubeconfig that `npm test` sets; without one the test fails and says how to get it. */
export function clusterConfig(): KubeConfig {
  const path = process.env['KUBECONFIG'];
  if (path === undefined) {
    throw new Error('KUBECONFIG is not set: run this by npm run test:integration');
  }
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
}

/**
 * A service as Pulumi leaves it, in a namespace of its own, with a stand-in for the agents: it writes the
 * observed share as they do, under their field manager, and nothing else.
 */
export class ServiceInCluster {
  readonly namespace = `cli-${randomBytes(4).toString('hex')}`;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  /** Whether the stand-in confirms shares. */
  confirming = true;
  #stopped = false;
  #agents: Promise<void> = Promise.resolve();

  constructor(
    readonly service: string,
    config: KubeConfig,
  ) {
    this.core = config.makeApiClient(CoreV1Api);
    this.apps = config.makeApiClient(AppsV1Api);
  }

  async create(desired: string): Promise<void> {
    const { namespace } = this;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await this.core.patchNamespace({ name: namespace, body, fieldManager: 'pulumi' }, APPLY);
    await this.writeTraffic(desired);
    await this.apply('pulumi', holdConfigMapName(this.service), holdData(NO_HOLD));
    const deployment = this.deployment();
    await this.apps.patchNamespacedDeployment(
      { name: deployment.metadata.name, namespace, body: deployment, fieldManager: 'pulumi' },
      APPLY,
    );
    this.#agents = this.confirmAll();
  }

  async remove(): Promise<void> {
    this.#stopped = true;
    await this.#agents;
    await this.core.deleteNamespace({ name: this.namespace });
  }

  /** Writes the desired share as Pulumi does. */
  writeTraffic(desired: string): Promise<void> {
    const data = { [TRAFFIC_KEYS.desired]: desired, [TRAFFIC_KEYS.phase]: 'ab-tests' };
    return this.apply('pulumi', trafficConfigMapName(this.service), data);
  }

  async hold(): Promise<{
    readonly data: Readonly<Record<string, string>>;
    readonly owners: readonly string[];
  }> {
    const { namespace } = this;
    const name = holdConfigMapName(this.service);
    const { data = {}, metadata } = await this.core.readNamespacedConfigMap({ name, namespace });
    const owners = (metadata?.managedFields ?? []).flatMap(({ manager = '', fieldsV1 }) =>
      JSON.stringify(fieldsV1).includes('"f:v2TrafficPercentage"') ? [manager] : [],
    );
    return { data, owners };
  }

  private async confirmAll(): Promise<void> {
    const { namespace } = this;
    const read = async (name: string): Promise<Record<string, string>> =>
      (await this.core.readNamespacedConfigMap({ name, namespace })).data ?? {};
    for (; !this.#stopped; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
      if (!this.confirming) continue;
      const traffic = await read(trafficConfigMapName(this.service));
      const name = holdConfigMapName(this.service);
      const desired = parseShare(traffic[TRAFFIC_KEYS.desired] ?? '');
      if (desired === undefined) continue;
      const share = String(effectiveShare(desired, parseHold(await read(name), name).share));
      if (traffic[TRAFFIC_KEYS.observed] === share) continue;
      const data = { [TRAFFIC_KEYS.observed]: share };
      await this.apply(FIELD_MANAGERS.agent, trafficConfigMapName(this.service), data);
    }
  }

  private async apply(manager: string, name: string, data: Record<string, string>): Promise<void> {
    const { namespace, service } = this;
    const labels = { [INSTANCE_LABEL]: service, [COMPONENT_LABEL]: 'traffic' };
    const metadata = { name, namespace, ...(manager === 'pulumi' && { labels }) };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
    const request = { name, namespace, body, fieldManager: manager, force: true };
    await this.core.patchNamespacedConfigMap(request, APPLY);
  }

  /** V2 with no pods at all: enough for its ready count. */
  private deployment() {
    const labels = { [INSTANCE_LABEL]: this.service, [VERSION_LABEL]: 'v2' };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `${this.service}-v2`, labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'v2', image: 'cutover.local/pause:local' }] },
        },
      },
    };
  }
}
