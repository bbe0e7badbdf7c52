import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkPolicies } from '../../components/network-policy-specs';
import { addresses, ports as nodePorts } from '../../local/cluster/addresses';
import { down, up } from '../../local/cluster/cluster';
import { importImages } from '../../local/images/import';
import { images } from '../../local/images/list';
import { localPaths, projectRoot } from '../../local/settings';
import { allowedPaths, placeLabels, type Place } from '../../model/isolation';
import { readServiceFile } from '../../model/service/service-file';
import { InsideCluster } from '../support/agent/inside';
import { actorPod, askScript, UNDECLARED_PORT, type Actor, type Attempt } from './isolation-pods';

// A cluster of its own, with the policies of the services in force.
const NAME = 'isolation';
const SETUP_LIMIT_MS = 300_000;
const paths = localPaths();

interface Scene {
  readonly namespace: string;
  readonly actors: readonly Actor[];
  readonly ports: readonly number[];
  readonly policies: (removed: boolean) => readonly Policy[];
}

interface Listener {
  readonly port: number;
  readonly metrics?: { readonly port?: number | undefined } | undefined;
}

interface Policy {
  readonly metadata: { readonly name: string };
}

/** The pods of a service, and strangers: one among them, one in another namespace that claims to be the gateway. */
function sceneOf(file: string, places: Readonly<Record<string, Place>>, overrides: object): Scene {
  const text = readFileSync(join(projectRoot, 'services', file), 'utf8');
  const service = readServiceFile(file, text, { source: 'the test', values: overrides });
  const { name: namespace } = service;
  const monitoring = service.security.monitoringNamespace;
  const metrics = ({ port, metrics: of }: Listener) => of?.port ?? port;
  const listed = [...Object.values(service.versions), ...Object.values(service.companions)];
  return {
    namespace,
    actors: [
      ...Object.entries(places).map(([name, place]) => ({
        name,
        namespace,
        labels: placeLabels(namespace, place),
      })),
      { name: 'stranger', namespace, labels: {} },
      {
        name: 'impostor',
        namespace: `${namespace}-other`,
        labels: placeLabels(namespace, 'gateway'),
      },
      { name: 'monitoring', namespace: monitoring, labels: { app: namespace } },
    ],
    ports: [
      ...new Set([8080, 8443, 9180, ...listed.flatMap((each) => [each.port, metrics(each)])]),
    ],
    policies: (removed) =>
      networkPolicies(namespace, allowedPaths(service, removed)).map(({ role, spec }) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `${namespace}-${role}`, namespace },
        spec,
      })),
  };
}

let cluster: InsideCluster;

beforeAll(async () => {
  const own = images.filter(({ name }) => /\/(pause|coredns)$/.test(name));
  const handle = await up({
    paths,
    name: NAME,
    importImages: async (socket) => {
      await importImages(paths, socket, own);
    },
  });
  cluster = new InsideCluster(paths, handle);
}, SETUP_LIMIT_MS);

afterAll(() => down({ paths, name: NAME }), SETUP_LIMIT_MS);

const apply = (items: readonly object[]) =>
  cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

async function deploy({
  namespace: service,
  actors,
  ports,
}: Scene): Promise<ReadonlyMap<string, string>> {
  // Two services have the namespace of the monitoring in common.
  const podName = ({ name }: Actor) => `${service}-${name}`;
  const namespaces = [...new Set(actors.map(({ namespace }) => namespace))];
  await apply(
    namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await apply(actors.map((actor) => actorPod(actor, podName(actor), ports)));
  const found = new Map<string, string>();
  for (const actor of actors) {
    const pod = ['-n', actor.namespace, `pod/${podName(actor)}`];
    await cluster.kubectl(['wait', ...pod, '--for=condition=Ready', '--timeout=120s']);
    const address = ['-o', 'jsonpath={.status.podIP}'];
    found.set(actor.name, await cluster.kubectl(['get', ...pod, ...address]));
  }
  return found;
}

/** What every actor is asked to try, by the words in which the result is told. */
type Plan = ReadonlyMap<string, Attempt>;

/** @returns `actor -> what` for all that came through. */
async function connections(
  plans: ReadonlyMap<string, Plan>,
  found: ReadonlyMap<string, string>,
): Promise<string[]> {
  const asked = [...plans];
  const orders = asked.map(([actor, plan]) => ({
    address: found.get(actor),
    attempts: [...plan.values()],
  }));
  const printed = await cluster.run([process.execPath, '-e', askScript], JSON.stringify(orders));
  const replies = JSON.parse(printed) as string[][];
  return asked
    .flatMap(([actor, plan], index) =>
      [...plan.keys()].flatMap((what, at) => {
        const result = replies[index]?.[at];
        if (result === 'connects') return [`${actor} -> ${what}`];
        // Anything but silence means that the packet arrived.
        return result === 'no answer' ? [] : [`${actor} -> ${what}: ${result ?? 'nothing'}`];
      }),
    )
    .sort();
}

/** Rules follow pods and policies within moments, not at once. */
async function settled(
  ask: () => Promise<string[]>,
  expected: readonly string[],
): Promise<string[]> {
  const end = Date.now() + 60_000;
  const wanted = JSON.stringify(expected);
  let last = await ask();
  while (JSON.stringify(last) !== wanted && Date.now() < end) last = await ask();
  return last;
}

/** Every actor tries every port of every other one. */
function everyPair({ actors, ports }: Scene, found: ReadonlyMap<string, string>) {
  return new Map(
    actors.map(({ name }) => {
      const others = actors.filter((other) => other.name !== name);
      const attempts = others.flatMap(({ name: other }) =>
        [...ports, UNDECLARED_PORT].map((port): [string, Attempt] => [
          `${other}:${port}`,
          { host: found.get(other) ?? '', port },
        ]),
      );
      return [name, new Map(attempts)] as const;
    }),
  );
}

const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .sort();

/** What pods outside of the service may do among themselves: no policy of its is about them. */
const outside = ({ ports }: Scene): string[] =>
  [...ports, UNDECLARED_PORT].flatMap((port) => [
    `impostor -> monitoring:${port}`,
    `monitoring -> impostor:${port}`,
  ]);

describe('supersmartmatch', () => {
  const scene = sceneOf(
    'supersmartmatch.yaml',
    { gateway: 'gateway', 'gateway-2': 'gateway', v1: 'v1', v2: 'v2', nexten: 'companion/nexten' },
    {
      security: {
        egress: { v2: [{ to: `${addresses.node}/32`, ports: [nodePorts.kubelet] }] },
      },
    },
  );
  let found: ReadonlyMap<string, string>;
  const pairs = () => connections(everyPair(scene, found), found);

  const declared = `
    gateway -> gateway-2:9180
    gateway -> v1:5062
    gateway -> v2:5070
    gateway-2 -> gateway:9180
    gateway-2 -> v1:5062
    gateway-2 -> v2:5070
    impostor -> gateway-2:8080
    impostor -> gateway:8080
    monitoring -> gateway-2:8080
    monitoring -> gateway-2:9180
    monitoring -> gateway:8080
    monitoring -> gateway:9180
    monitoring -> nexten:5052
    monitoring -> v1:5062
    monitoring -> v2:5070
    v2 -> nexten:5052`;

  beforeAll(async () => {
    found = await deploy(scene);
  }, SETUP_LIMIT_MS);

  test('every pair connects while there is no policy', async () => {
    const all = [...everyPair(scene, found)].flatMap(([actor, plan]) =>
      [...plan.keys()].map((what) => `${actor} -> ${what}`),
    );
    expect(await settled(pairs, all.sort())).toEqual(all);
  });

  test('exactly the declared pairs connect', async () => {
    await apply(scene.policies(false));
    const expected = [...lines(declared), ...outside(scene)].sort();
    expect(await settled(pairs, expected)).toEqual(expected);
  });

  test('names are resolved by all of the service, and only the gateway reaches the API server', async () => {
    const server = addresses.clusterDns;
    const plan: Plan = new Map<string, Attempt>([
      ['names', { server, name: 'kubernetes.default.svc.cluster.local' }],
      ['names over TCP', { host: server, port: 53 }],
      ['API server', { host: addresses.kubernetesService, port: 443 }],
      ['kubelet', { host: addresses.node, port: nodePorts.kubelet }],
    ]);
    const plans = new Map(scene.actors.map(({ name }) => [name, plan]));
    const expected = lines(`
      gateway -> API server
      gateway -> names
      gateway -> names over TCP
      gateway-2 -> API server
      gateway-2 -> names
      gateway-2 -> names over TCP
      impostor -> API server
      impostor -> kubelet
      impostor -> names
      impostor -> names over TCP
      monitoring -> API server
      monitoring -> kubelet
      monitoring -> names
      monitoring -> names over TCP
      nexten -> names
      nexten -> names over TCP
      v1 -> names
      v1 -> names over TCP
      v2 -> kubelet
      v2 -> names
      v2 -> names over TCP`);
    expect(await settled(() => connections(plans, found), expected)).toEqual(expected);
  });

  test('the address of a Service leads only those to a pod who may reach the pod', async () => {
    const clusterIP = '10.96.100.101';
    const { namespace } = scene;
    await apply([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'v1', namespace },
        spec: {
          clusterIP,
          selector: placeLabels(namespace, 'v1'),
          ports: [{ port: 80, targetPort: 5062 }],
        },
      },
    ]);
    const plan: Plan = new Map([['v1 by its Service', { host: clusterIP, port: 80 }]]);
    const plans = new Map(scene.actors.map(({ name }) => [name, plan]));
    const expected = [
      'gateway -> v1 by its Service',
      'gateway-2 -> v1 by its Service',
      'monitoring -> v1 by its Service',
      // No policy parts a pod from itself.
      'v1 -> v1 by its Service',
    ];
    expect(await settled(() => connections(plans, found), expected)).toEqual(expected);
  });

  test('the pods stay ready: the probes of the kubelet come through', async () => {
    const ready = '-o=jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}';
    const statuses = await cluster.kubectl(['get', 'pods', '-n', scene.namespace, ready]);
    expect(statuses).toBe('True True True True True True');
  });

  test('with V1 removed nothing leads to it any more', async () => {
    const { namespace } = scene;
    const names = (removed: boolean) =>
      scene.policies(removed).map(({ metadata }) => metadata.name);
    const kept = names(true);
    const gone = names(false).filter((name) => !kept.includes(name));
    await apply(scene.policies(true));
    await cluster.kubectl(['delete', 'networkpolicy', '-n', namespace, ...gone]);
    const left = lines(declared).filter((line) => !line.includes('v1'));
    const expected = [...left, ...outside(scene)].sort();
    expect(await settled(pairs, expected)).toEqual(expected);
  });
});

describe('mapping-dsl, open to one network alone', () => {
  const scene = sceneOf(
    'mapping-dsl.yaml',
    { gateway: 'gateway', v1: 'v1', v2: 'v2' },
    { security: { clients: ['192.0.2.0/24'] } },
  );

  test('exactly the declared pairs connect', async () => {
    const found = await deploy(scene);
    await apply(scene.policies(false));
    const expected = [
      ...lines(`
        gateway -> v1:8080
        gateway -> v2:8080
        monitoring -> gateway:9180
        monitoring -> v1:8080
        monitoring -> v2:8080`),
      ...outside(scene),
    ].sort();
    const pairs = () => connections(everyPair(scene, found), found);
    expect(await settled(pairs, expected)).toEqual(expected);
  });
});
