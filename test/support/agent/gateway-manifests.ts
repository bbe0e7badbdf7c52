import { gatewayPodSpec } from '../../../components/gateway/gateway-pod';
import { agentRules } from '../../../components/gateway/gateway-rights';
import { GATEWAY_PATHS, type AgentSettingsInput } from '../../../model/agent-settings';
import { renderGateway } from '../../../model/gateway/gateway';
import {
  gatewayName,
  gatewaySelector,
  holdConfigMapName,
  trafficConfigMapName,
  versionName,
  VERSIONS,
  type Version,
} from '../../../model/names';
import { serviceSchema, type Service } from '../../../model/service/service';

/** The test's service, in a namespace of the same name. */
export const SERVICE = 'shop';
/** Gateway pods of the test. */
export const REPLICAS = 3;

/** Fixed addresses in the service range, so that the agents' settings can name them beforehand. */
const ADDRESSES: Record<Version, string> = { v1: '10.96.50.1', v2: '10.96.50.2' };
const BACKEND_PORT = 8080;
const CUTOVER_IMAGE = 'cutover.local/cutover:local';
const NGINX_IMAGE = 'cutover.local/nginx:local';

const settings: AgentSettingsInput = {
  service: SERVICE,
  namespace: SERVICE,
  upstreams: {
    v1: { address: ADDRESSES.v1, port: BACKEND_PORT },
    v2: { address: ADDRESSES.v2, port: BACKEND_PORT },
  },
  keepalive: { connections: 16, requests: 1000, timeSeconds: 3600, timeoutSeconds: 4 },
};

const version = { image: CUTOVER_IMAGE, port: BACKEND_PORT };

/** The plainest gateway: what the agents do is the same for every other but for the choice of pods. */
const plain = {
  name: SERVICE,
  versions: { v1: version, v2: version },
  gateway: {
    replicas: REPLICAS,
    workers: 2,
    longestRequestSeconds: 5,
    rateLimit: { enabled: false },
    accessLog: false,
    resources: { requests: { cpu: '20m' }, limits: { cpu: '1', memory: '64Mi' } },
  },
  routes: [{ name: 'all', path: '/', fallback: 'none' }],
  plan: 'all',
  plans: { all: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
};
const service = serviceSchema.parse(plain);
/** NGINX chooses the pods itself, and V1 stands in for V2. */
const balancing = serviceSchema.parse({
  ...plain,
  gateway: { ...plain.gateway, balancing: 'least_conn' },
  routes: [{ name: 'all', path: '/', fallback: 'safe' }],
});

const images = { gateway: NGINX_IMAGE, cutover: CUTOVER_IMAGE };

/** A gateway in a cluster: what the agents need, as plain objects for `kubectl apply`. */
export function gatewayManifests(): object[] {
  const traffic = trafficConfigMapName(SERVICE);
  const hold = holdConfigMapName(SERVICE);
  const name = gatewayName(SERVICE);
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SERVICE } },
    ...VERSIONS.flatMap(backend),
    configMap(traffic, { v2TrafficPercentage: '0', phase: 'start' }),
    configMap(hold, { v2TrafficPercentage: '100' }),
    configMap(name, { 'agent.json': JSON.stringify(settings), 'nginx.conf': nginxConfig() }),
    configMap(BALANCING, {
      'agent.json': JSON.stringify({
        ...settings,
        balancing: 'least_conn',
        fallback: true,
        script: true,
      }),
      ...renderGateway(balancing, { v1State: 'serving' }),
    }),
    object('v1', 'ServiceAccount', name, {}),
    object('rbac.authorization.k8s.io/v1', 'Role', name, {
      rules: agentRules(SERVICE),
    }),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', name, {
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name, namespace: SERVICE }],
    }),
    gatewayDeployment(name, service),
  ];
}

/** The same gateway, whose NGINX chooses the pods itself. */
export const balancingGateway = (): object => gatewayDeployment(BALANCING, balancing);

/** Name of the other gateway's ConfigMap. */
const BALANCING = `${gatewayName(SERVICE)}-balancing`;

function gatewayDeployment(configuration: string, of: Service): object {
  const name = gatewayName(SERVICE);
  const spec = gatewayPodSpec({
    service: of,
    images,
    serviceAccount: name,
    configMap: configuration,
  });
  return deployment(name, gatewaySelector(SERVICE), REPLICAS, spec);
}

/** What the gateway serves in production, and a place for text that NGINX refuses. */
function nginxConfig(): string {
  const upstreams = `include ${GATEWAY_PATHS.upstreams};`;
  const { 'nginx.conf': text } = renderGateway(service, { v1State: 'serving' });
  if (!text.includes(upstreams)) throw new Error(`the configuration has no line '${upstreams}'`);
  return text.replace(upstreams, `${upstreams}\n    include ${GATEWAY_PATHS.shared}/extra*.conf;`);
}

/** One pod that answers its version, and at /pod its own name, behind the fixed address. */
function backend(version: Version): object[] {
  const name = versionName(SERVICE, version);
  const answer = `q.url === '/pod' ? require('os').hostname() : '${version}'`;
  const program = `require('http').createServer((q, s) => s.end(${answer})).listen(${BACKEND_PORT})`;
  const labels = { app: name };
  const container = {
    name: 'backend',
    image: CUTOVER_IMAGE,
    imagePullPolicy: 'Never',
    command: ['node', '-e', program],
  };
  const ports = [{ port: BACKEND_PORT }];
  return [
    deployment(name, labels, 1, { containers: [container], terminationGracePeriodSeconds: 1 }),
    object('v1', 'Service', name, {
      spec: { clusterIP: ADDRESSES[version], selector: labels, ports },
    }),
  ];
}

function deployment(
  name: string,
  labels: Readonly<Record<string, string>>,
  replicas: number,
  spec: object,
): object {
  const template = { metadata: { labels }, spec };
  return object('apps/v1', 'Deployment', name, {
    spec: { replicas, selector: { matchLabels: labels }, template },
  });
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return object('v1', 'ConfigMap', name, { data });
}

function object(apiVersion: string, kind: string, name: string, rest: object): object {
  return { apiVersion, kind, metadata: { name, namespace: SERVICE }, ...rest };
}
