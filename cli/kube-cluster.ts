import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppsV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  Watch,
  type ConfigurationOptions,
  Observable,
  type KubeConfig,
  type V1ConfigMap,
  type V1Pod,
} from '@kubernetes/client-node';
import {
  COMPONENT_LABEL,
  FIELD_MANAGERS,
  gatewayName,
  gatewaySelector,
  holdConfigMapName,
  INSTANCE_LABEL,
  POD_ANNOTATIONS,
  trafficConfigMapName,
  verdictConfigMapName,
  VERSION_LABEL,
  VERSIONS,
} from '../model/names';
import { apiAnswer, apiFailure } from './api-failure';
import {
  HoldConflictError,
  type ClusterPort,
  type DataRecord,
  type GatewayPod,
  type Subject,
  type VersionWorkload,
} from './cluster-port';
import { postToService, type InnerService } from './service-proxy';
import type { CommandTarget } from './target';
import { timestamp } from './timestamp';

/** Milliseconds that one request may take. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Milliseconds after which a watch that has ended is begun again. */
const REWATCH_MS = 500;

const deadline: ConfigurationOptions = {
  middleware: [
    {
      pre: (request) => {
        request.setSignal(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
        return new Observable(Promise.resolve(request));
      },
      post: (response) => new Observable(Promise.resolve(response)),
    },
  ],
  middlewareMergeStrategy: 'append',
};

/** The cluster behind a kubeconfig. */
export class KubeCluster implements ClusterPort {
  readonly #core: CoreV1Api;
  readonly #apps: AppsV1Api;
  readonly #server: string;

  constructor(
    private readonly config: KubeConfig,
    private readonly target: Pick<CommandTarget, 'service' | 'namespace'>,
  ) {
    this.#core = config.makeApiClient(CoreV1Api);
    this.#apps = config.makeApiClient(AppsV1Api);
    this.#server = config.getCurrentCluster()?.server ?? 'the API server';
  }

  readTraffic(): Promise<DataRecord | undefined> {
    return this.#readConfigMap(trafficConfigMapName(this.target.service));
  }

  readHold(): Promise<DataRecord | undefined> {
    return this.#readConfigMap(holdConfigMapName(this.target.service));
  }

  readVerdict(): Promise<DataRecord | undefined> {
    return this.#readConfigMap(verdictConfigMapName(this.target.service));
  }

  async writeHold(
    { data, annotations }: Pick<DataRecord, 'data' | 'annotations'>,
    resourceVersion: string | undefined,
  ): Promise<void> {
    const { service, namespace } = this.target;
    const name = holdConfigMapName(service);
    const metadata = { name, namespace, annotations, ...(resourceVersion && { resourceVersion }) };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
    const options = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply, deadline);
    try {
      await this.#core.patchNamespacedConfigMap(
        { name, namespace, body, fieldManager: FIELD_MANAGERS.hold, force: true },
        options,
      );
    } catch (error) {
      const failure = apiFailure(error, this.#server, `write ConfigMap ${name}`);
      if (apiAnswer(error).status !== 409) throw failure;
      throw new HoldConflictError(failure.message, { cause: error });
    }
  }

  async gatewayPods(): Promise<readonly GatewayPod[]> {
    const { namespace } = this.target;
    const labelSelector = this.#gatewaySelector();
    const list = await this.#call('list the gateway pods', () =>
      this.#core.listNamespacedPod({ namespace, labelSelector }, deadline),
    );
    return list.items.map(gatewayPod);
  }

  async gatewayHost(): Promise<string | undefined> {
    const name = gatewayName(this.target.service);
    const { namespace } = this.target;
    try {
      const { spec, status } = await this.#core.readNamespacedService(
        { name, namespace },
        deadline,
      );
      const [outside] = status?.loadBalancer?.ingress ?? [];
      return outside?.hostname ?? outside?.ip ?? spec?.clusterIP;
    } catch (error) {
      if (apiAnswer(error).status === 404) return undefined;
      throw apiFailure(error, this.#server, `read Service ${name}`);
    }
  }

  post(
    service: InnerService,
    path: string,
    form: URLSearchParams,
    signal: AbortSignal,
  ): Promise<Response> {
    return postToService(this.config, service, path, form, signal);
  }

  async versionWorkloads(): Promise<readonly VersionWorkload[]> {
    const { namespace } = this.target;
    const labelSelector = this.#versionSelector();
    const list = await this.#call('list the versions', () =>
      this.#apps.listNamespacedDeployment({ namespace, labelSelector }, deadline),
    );
    return list.items.flatMap(({ metadata, spec, status }) => {
      const version = VERSIONS.find((known) => known === metadata?.labels?.[VERSION_LABEL]);
      if (!version) return [];
      const ready = status?.readyReplicas ?? 0;
      return [{ version, name: metadata?.name ?? '', ready, wanted: spec?.replicas ?? 1 }];
    });
  }

  async namespaces(): Promise<readonly string[]> {
    try {
      const list = await this.#core.listNamespace({}, deadline);
      return list.items.map(({ metadata }) => metadata?.name ?? '');
    } catch {
      return [];
    }
  }

  async services(): Promise<readonly { service: string; namespace: string }[]> {
    const labelSelector = `${COMPONENT_LABEL}=traffic`;
    const { namespace } = this.target;
    const list = await this.#core
      .listConfigMapForAllNamespaces({ labelSelector }, deadline)
      .catch(() => this.#core.listNamespacedConfigMap({ namespace, labelSelector }, deadline))
      .catch(() => ({ items: [] as V1ConfigMap[] }));
    const suffix = trafficConfigMapName('');
    return list.items.flatMap(({ metadata }) => {
      const name = metadata?.name ?? '';
      if (!name.endsWith(suffix)) return [];
      return [{ service: name.slice(0, -suffix.length), namespace: metadata?.namespace ?? '' }];
    });
  }

  watch(subjects: readonly Subject[], wake: () => void, signal: AbortSignal): void {
    const watch = new Watch(this.config);
    for (const subject of subjects) void this.#follow(watch, subject, wake, signal);
  }

  async #follow(
    watch: Watch,
    subject: Subject,
    wake: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { path, query } = this.#watched(subject);
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const onEvent = (): void => {
          if (!signal.aborted) wake();
        };
        void watch
          .watch(path, query, onEvent, () => {
            resolve();
          })
          .then((controller) => {
            const abort = (): void => {
              controller.abort();
            };
            signal.addEventListener('abort', abort, { once: true });
            if (signal.aborted) abort();
          });
      });
      await sleep(REWATCH_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #watched(subject: Subject): { path: string; query: Record<string, string> } {
    const { service, namespace } = this.target;
    const core = `/api/v1/namespaces/${namespace}`;
    const named = (name: string) => ({
      path: `${core}/configmaps`,
      query: { fieldSelector: `metadata.name=${name}` },
    });
    switch (subject) {
      case 'traffic':
        return named(trafficConfigMapName(service));
      case 'hold':
        return named(holdConfigMapName(service));
      case 'verdict':
        return named(verdictConfigMapName(service));
      case 'pods':
        return { path: `${core}/pods`, query: { labelSelector: this.#gatewaySelector() } };
      case 'workloads':
        return {
          path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
          query: { labelSelector: this.#versionSelector() },
        };
    }
  }

  #gatewaySelector(): string {
    const labels = Object.entries(gatewaySelector(this.target.service));
    return labels.map(([key, value]) => `${key}=${value}`).join(',');
  }

  #versionSelector(): string {
    return `${INSTANCE_LABEL}=${this.target.service},${VERSION_LABEL} in (${VERSIONS.join(',')})`;
  }

  async #readConfigMap(name: string): Promise<DataRecord | undefined> {
    const { namespace } = this.target;
    try {
      return dataRecord(await this.#core.readNamespacedConfigMap({ name, namespace }, deadline));
    } catch (error) {
      if (apiAnswer(error).status === 404) return undefined;
      throw apiFailure(error, this.#server, `read ConfigMap ${name}`);
    }
  }

  async #call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw apiFailure(error, this.#server, doing);
    }
  }
}

function dataRecord({ data, metadata }: V1ConfigMap): DataRecord {
  const writings = (metadata?.managedFields ?? []).flatMap(({ manager, time, fieldsV1 }) => {
    if (manager === undefined || time === undefined) return [];
    const owned = (fieldsV1 as Record<string, object> | undefined)?.['f:data'] ?? {};
    const keys = Object.keys(owned).flatMap((key) => /^f:(.+)$/.exec(key)?.[1] ?? []);
    return [{ manager, at: timestamp(new Date(time)), keys }];
  });
  return {
    data: data ?? {},
    annotations: metadata?.annotations ?? {},
    resourceVersion: metadata?.resourceVersion ?? '',
    writings,
  };
}

function gatewayPod({ metadata, status }: V1Pod): GatewayPod {
  const annotations = metadata?.annotations ?? {};
  const ready = status?.conditions?.some(({ type, status: s }) => type === 'Ready' && s === 'True');
  const going = metadata?.deletionTimestamp !== undefined;
  return {
    name: metadata?.name ?? '',
    ready: ready === true && !going,
    phase: going ? 'Terminating' : (status?.phase ?? 'Unknown'),
    share: annotations[POD_ANNOTATIONS.effectiveShare],
    configHash: annotations[POD_ANNOTATIONS.configHash],
    condition: annotations[POD_ANNOTATIONS.condition],
  };
}
