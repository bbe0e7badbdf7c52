import { CoreV1Api, type KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { agentSettingsSchema, GATEWAY_PATHS } from '../model/agent-settings';
import { renderGateway } from '../model/gateway/gateway';
import { GATEWAY_HTTP_PORT } from '../model/gateway/ports';
import { serviceSchema, type Service } from '../model/service/service';
import type { Share } from '../model/share';
import { renderUpstreams } from '../model/upstreams';
import { until } from '../local/stack/until';

/** Image of every pod: the same NGINX for both proxies and for what they proxy. */
const IMAGE = 'cutover.local/nginx:local';
const BACKEND_PORT = 8_090;
const FOLDER = '/etc/bench';

const BACKEND = `pid /tmp/nginx.pid;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000;
    server {
        listen ${BACKEND_PORT};
        location / { default_type application/json; return 200 '{"matches":[{"id":1,"score":0.93}]}'; }
    }
}
`;

/** What an engineer would write by hand for one backend, with kept connections, and nothing else. */
const minimalProxy = (backend: string): string => `pid /tmp/nginx.pid;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 100000;
    upstream backend {
        server ${backend}:${BACKEND_PORT};
        keepalive 64;
    }
    server {
        listen ${GATEWAY_HTTP_PORT};
        location / {
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }
    }
}
`;

/** The path of a split request and nothing else: what the other parts cost is measured by benches of their own. */
export const barePath = serviceSchema.parse({
  name: 'bench',
  versions: { v1: { image: 'x:1', port: 1 }, v2: { image: 'x:1', port: 2 } },
  gateway: { workers: 1, rateLimit: { enabled: false }, accessLog: false },
  routes: [{ name: 'all', path: '/', fallback: 'none' }],
  plans: { all: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
  plan: 'all',
});

/** @returns the gateway's own configuration, with the upstreams that an agent writes at share 50. */
function gatewayFiles(service: Service, backend: string): Record<string, string> {
  const to = { address: backend, port: BACKEND_PORT };
  const settings = agentSettingsSchema.parse({
    service: service.name,
    namespace: service.name,
    upstreams: { v1: to, v2: to },
    keepalive: { connections: 64, requests: 1_000, timeSeconds: 60, timeoutSeconds: 30 },
  });
  const { 'nginx.conf': conf } = renderGateway(service, { v1State: 'serving' });
  const upstreams = `${FOLDER}/upstreams.conf`;
  return {
    'nginx.conf': conf.replace(GATEWAY_PATHS.upstreams, upstreams),
    'upstreams.conf': renderUpstreams(settings, { share: 50 as Share }).text,
  };
}

/** @returns the same configuration without the counting of requests, which has a figure of its own. */
function withoutCounting(files: Record<string, string>): Record<string, string> {
  const counting = new RegExp(`access_log ${GATEWAY_PATHS.requestLog} .*;`, 'g');
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace(counting, 'access_log off;')]),
  );
}

/** Pods of one NGINX worker each: a backend, and before it the gateway's configuration and a minimal one. */
export class ThroughputPods {
  private readonly core: CoreV1Api;

  constructor(
    kubeConfig: KubeConfig,
    private readonly namespace: string,
  ) {
    this.core = kubeConfig.makeApiClient(CoreV1Api);
  }

  /** @returns the URLs of both proxies. */
  async create(service: Service): Promise<{ readonly gateway: string; readonly minimal: string }> {
    const { backend, minimal } = await this.createMinimal();
    const gateway = await this.start('gateway', withoutCounting(gatewayFiles(service, backend)));
    return { gateway: urlOf(gateway), minimal };
  }

  /**
   * @param requests - folder of this machine that gets the request log.
   * @returns the URLs of a gateway that counts its requests, and of one that does not.
   */
  async createPair(
    service: Service,
    requests: string,
  ): Promise<{ readonly counting: string; readonly without: string }> {
    await this.createNamespace();
    const backend = await this.start('backend', { 'nginx.conf': BACKEND });
    const files = gatewayFiles(service, backend);
    const counting = await this.start('counting', files, requests);
    const without = await this.start('without', withoutCounting(files));
    return { counting: urlOf(counting), without: urlOf(without) };
  }

  /** @returns the address of the backend, and the URL of the minimal proxy before it. */
  async createMinimal(): Promise<{ readonly backend: string; readonly minimal: string }> {
    await this.createNamespace();
    const backend = await this.start('backend', { 'nginx.conf': BACKEND });
    const minimal = await this.start('minimal', { 'nginx.conf': minimalProxy(backend) });
    return { backend, minimal: urlOf(minimal) };
  }

  private async createNamespace(): Promise<void> {
    await this.core.createNamespace({ body: { metadata: { name: this.namespace } } });
  }

  /** @returns the pod's address, once it is ready. */
  private async start(
    name: string,
    files: Record<string, string>,
    requests?: string,
  ): Promise<string> {
    const { namespace } = this;
    await this.core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name }, data: files },
    });
    await this.core.createNamespacedPod({ namespace, body: pod(name, requests) });
    return until(`pod ${name} is ready`, async () => {
      const { status } = await this.core.readNamespacedPod({ namespace, name });
      const isReady = status?.conditions?.some(
        ({ type, status: is }) => type === 'Ready' && is === 'True',
      );
      return isReady === true ? status?.podIP : undefined;
    });
  }
}

const urlOf = (address: string): string => `http://${address}:${GATEWAY_HTTP_PORT}/match`;

function pod(name: string, requests?: string): V1Pod {
  return {
    metadata: { name },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'nginx',
          image: IMAGE,
          command: ['nginx', '-e', 'stderr', '-c', `${FOLDER}/nginx.conf`, '-g', 'daemon off;'],
          readinessProbe: {
            tcpSocket: { port: name === 'backend' ? BACKEND_PORT : GATEWAY_HTTP_PORT },
            periodSeconds: 1,
          },
          volumeMounts: [
            { name: 'config', mountPath: FOLDER },
            { name: 'run', mountPath: GATEWAY_PATHS.shared },
            { name: 'requests', mountPath: GATEWAY_PATHS.requests },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name } },
        { name: 'run', emptyDir: {} },
        {
          name: 'requests',
          ...(requests === undefined ? { emptyDir: {} } : { hostPath: { path: requests } }),
        },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  };
}
