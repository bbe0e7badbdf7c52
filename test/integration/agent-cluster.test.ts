import { readdirSync, readFileSync } from 'node:fs';
import { down, up } from '../../local/cluster/cluster';
import { startPart, stopPart } from '../../local/cluster/control';
import { importImages } from '../../local/images/import';
import { localPaths, projectRoot } from '../../local/settings';
import {
  gatewayName,
  gatewaySelector,
  holdConfigMapName,
  POD_ANNOTATIONS,
  trafficConfigMapName,
  versionName,
  type Version,
} from '../../model/names';
import type { ChangeTimes } from '../support/agent/change-shares';
import {
  balancingGateway,
  gatewayManifests,
  REPLICAS,
  SERVICE,
} from '../support/agent/gateway-manifests';
import { InsideCluster } from '../support/agent/inside';
import { until } from '../../local/stack/until';

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status: {
    readonly podIP: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: { readonly managedFields: readonly { readonly manager: string }[] };
}

const NAME = 'agent-itest';
const tsx = `${projectRoot}/node_modules/.bin/tsx`;
const SETUP_LIMIT_MS = 300_000;
const CHANGE_LIMIT_MS = 60_000;

/** @returns process ids, as the machine counts them, of a pod's agent and of its NGINX master. */
function processesOf(pod: Pod): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        // The uid in the cgroup's name tells the pod from those of every other cluster on this machine.
        if (!readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(pod.metadata.uid)) return false;
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return /^node \/app\/agent\.js|^nginx: master process/.test(command);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Three gateway pods with real agents and NGINX in an embedded cluster of the test's own. */
describe('the agents of a gateway with three pods', () => {
  const paths = localPaths();
  let inside: InsideCluster;

  beforeAll(async () => {
    const handle = await up({
      paths,
      name: NAME,
      importImages: async (socket) => {
        await importImages(paths, socket);
      },
    });
    inside = new InsideCluster(paths, handle);
    const list = { apiVersion: 'v1', kind: 'List', items: gatewayManifests() };
    await inside.kubectl(['apply', '-f', '-'], JSON.stringify(list));
    await settled('0');
  }, SETUP_LIMIT_MS);

  afterAll(() => down({ paths, name: NAME }), SETUP_LIMIT_MS);

  const kubectl = (...args: string[]) => inside.kubectl(['-n', SERVICE, ...args]);
  const setMap = (name: string, data: Readonly<Record<string, string>>) =>
    kubectl('patch', 'configmap', name, '--type=merge', '-p', JSON.stringify({ data }));
  const setDesired = (share: string) =>
    setMap(trafficConfigMapName(SERVICE), { v2TrafficPercentage: share });
  const setHold = (share: string) =>
    setMap(holdConfigMapName(SERVICE), { v2TrafficPercentage: share });
  const traffic = () =>
    inside.get<ConfigMap>(['-n', SERVICE, 'configmap', trafficConfigMapName(SERVICE)]);

  async function pods(): Promise<readonly Pod[]> {
    const selector = Object.entries(gatewaySelector(SERVICE)).map((pair) => pair.join('='));
    const { items } = await inside.get<{ items: readonly Pod[] }>([
      ...['-n', SERVICE, 'pods', '-l', selector.join(',')],
    ]);
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  const isReady = ({ status }: Pod) =>
    status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  const annotation = (pod: Pod, name: string) => pod.metadata.annotations?.[name];
  const shares = (all: readonly Pod[]) =>
    all.map((pod) => annotation(pod, POD_ANNOTATIONS.effectiveShare));

  /** All three pods are ready, carry the share, and it is observed. */
  function settled(share: string): Promise<readonly Pod[]> {
    const what = `all pods serve ${share} % and it is observed`;
    return until(
      what,
      async () => {
        const all = await pods();
        const agreed = shares(all).every((carried) => carried === share);
        if (all.length !== REPLICAS || !all.every(isReady) || !agreed) return false;
        return (await traffic()).data['observed'] === share && all;
      },
      2 * CHANGE_LIMIT_MS,
    );
  }

  async function metricOf(pod: Pod, name: string): Promise<number> {
    const text = await inside.fetch(`http://${pod.status.podIP}:9180/metrics`);
    const line = text.split('\n').find((candidate) => candidate.startsWith(name));
    return Number(line?.split(' ').at(-1));
  }

  /** @returns how many requests of clients an agent has counted. @throws when it has ended. */
  async function requestsOf(pod: Pod): Promise<number> {
    const text = await inside.fetch(`http://${pod.status.podIP}:9180/metrics`);
    return text
      .split('\n')
      .filter((line) => line.startsWith('cutover_requests_total{'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Sends one request after the other until NGINX takes none. @returns how many were answered. */
  async function answeredToTheEnd(pod: Pod): Promise<number> {
    const program = `(async () => {
      const { get } = require('node:http');
      const ask = () => new Promise((resolve, reject) =>
        get(process.argv[1], { agent: false }, (answer) => answer.resume().on('end', resolve))
          .on('error', reject));
      let answered = 0;
      try { for (;;) { await ask(); answered += 1; } } catch { console.log(answered); }
    })()`;
    const address = `http://${pod.status.podIP}:8080/`;
    return Number(await inside.run([process.execPath, '-e', program, address]));
  }

  async function countV2(pod: Pod, requests: number): Promise<number> {
    return (await answers(pod, requests)).filter((answer) => answer === 'v2').length;
  }

  /** @returns the bodies of the answers, in order. */
  async function answers(pod: Pod, requests: number, path = '/'): Promise<readonly string[]> {
    const program = `(async () => { for (let n = 0; n < ${requests}; n += 1)
      console.log(await (await fetch(process.argv[1])).text()); })()`;
    const address = `http://${pod.status.podIP}:8080${path}`;
    const printed = await inside.run([process.execPath, '-e', program, address]);
    return printed.split('\n').filter(Boolean);
  }

  const scale = (version: Version, replicas: number) =>
    kubectl('scale', `deployment/${versionName(SERVICE, version)}`, `--replicas=${replicas}`);

  it(
    'confirm 50 changes in a row, one after the other',
    async () => {
      const script = `${projectRoot}/test/support/agent/change-shares.ts`;
      const times = JSON.parse(await inside.run([tsx, script, '50'])) as ChangeTimes[];
      expect(times).toHaveLength(50);
      expect(times.every(({ confirmed, observed }) => confirmed > 0 && observed > 0)).toBe(true);
      await settled(String(times.at(-1)?.share));
    },
    3 * CHANGE_LIMIT_MS,
  );

  it(
    'split the traffic of every pod as they confirm, and own nothing but the observed share',
    async () => {
      await setDesired('25');
      for (const pod of await settled('25')) expect(await countV2(pod, 40)).toBe(10);
      const { managedFields } = (await traffic()).metadata;
      const owned = managedFields.filter(({ manager }) => manager === 'cutover-agent');
      expect(owned).toMatchObject([
        { operation: 'Apply', fieldsV1: { 'f:data': { 'f:observed': {} } } },
      ]);
    },
    2 * CHANGE_LIMIT_MS,
  );

  it(
    'follow the hold down, and do not rise on one that cannot be read',
    async () => {
      await setDesired('50');
      await settled('50');
      await setHold('5');
      await settled('5');
      await setHold('five');
      await setDesired('80');
      await until('all pods tell the condition', async () =>
        (await pods()).every(
          (pod) => annotation(pod, POD_ANNOTATIONS.condition) === 'hold-invalid',
        ),
      );
      expect(shares(await settled('5'))).toEqual(['5', '5', '5']);
      await setHold('100');
      await settled('80');
    },
    4 * CHANGE_LIMIT_MS,
  );

  it(
    'keep serving without the API server and take up what changed when it is back',
    async () => {
      await setDesired('30');
      const [pod] = await settled('30');
      if (!pod) throw new Error('no pod');
      // Changed and gone: the agents may or may not have heard of it.
      await setDesired('70');
      await stopPart(paths, NAME, 'kube-apiserver');
      await until('the loss is shown', async () => {
        return (await metricOf(pod, 'cutover_agent_api_connected')) === 0;
      });
      const ready = await inside.fetch(`http://${pod.status.podIP}:9180/ready`);
      expect(ready.trim()).toBe('ok');
      expect([6, 14]).toContain(await countV2(pod, 20));
      await startPart(paths, NAME, 'kube-apiserver');
      await until('the API server is back', () =>
        kubectl('get', 'pods').then(Boolean, () => false),
      );
      await settled('70');
      await setDesired('71');
      await settled('71');
    },
    4 * CHANGE_LIMIT_MS,
  );

  it(
    'agree without a pod that was killed during a change, and its successor joins them',
    async () => {
      await setDesired('10');
      const [victim] = await settled('10');
      const kill = ['delete', 'pod', victim?.metadata.name ?? '', '--grace-period=0', '--force'];
      await Promise.all([setDesired('90'), kubectl(...kill, '--wait=false')]);
      const after = await settled('90');
      expect(after.map(({ metadata }) => metadata.name)).not.toContain(victim?.metadata.name);
    },
    3 * CHANGE_LIMIT_MS,
  );

  it(
    'end a burst of 50 changes in 10 s on the last one',
    async () => {
      const [pod] = await settled('90');
      if (!pod) throw new Error('no pod');
      // One process for all of them: a kubectl each would take longer than the burst may.
      const base = `/api/v1/namespaces/${SERVICE}/configmaps/${trafficConfigMapName(SERVICE)}`;
      await inside.run([tsx, `${projectRoot}/test/support/agent/burst/main.ts`, base, '50', '200']);
      expect(shares(await settled('50'))).toEqual(['50', '50', '50']);
      await until('the old workers have ended', async () => {
        return (await metricOf(pod, 'cutover_agent_draining_workers')) === 0;
      });
    },
    3 * CHANGE_LIMIT_MS,
  );

  it(
    'keep the old configuration when NGINX refuses the new one, in the pod that it concerns',
    async () => {
      await setDesired('20');
      const [pod] = await settled('20');
      const name = pod?.metadata.name ?? '';
      const inAgent = (program: string) =>
        kubectl('exec', name, '-c', 'agent', '--', 'node', '-e', program);
      await inAgent(`fs.writeFileSync('/run/cutover/extra.conf', 'no_such_directive on;')`);
      await setDesired('60');
      const find = async () => (await pods()).find(({ metadata }) => metadata.name === name);
      const refusing = await until('the pod tells it', async () => {
        const now = await find();
        const condition = now && annotation(now, POD_ANNOTATIONS.condition);
        return condition === 'config-rejected' && now;
      });
      expect(annotation(refusing, POD_ANNOTATIONS.effectiveShare)).toBe('20');
      expect(isReady(refusing)).toBe(true);
      expect(await metricOf(refusing, 'cutover_agent_rejected_total')).toBeGreaterThan(0);
      expect(await countV2(refusing, 20)).toBe(4);
      await until('nothing is observed', async () => {
        return (await traffic()).data['observed'] === undefined;
      });
      await inAgent(`fs.rmSync('/run/cutover/extra.conf')`);
      const mended = await settled('60');
      expect(mended.map((each) => annotation(each, POD_ANNOTATIONS.condition))).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    },
    3 * CHANGE_LIMIT_MS,
  );

  it(
    'serve the share of before when a pod restarts both its containers without the API server',
    async () => {
      await setDesired('40');
      const [pod] = await settled('40');
      if (!pod) throw new Error('no pod');
      await stopPart(paths, NAME, 'kube-apiserver');
      try {
        const processes = processesOf(pod);
        expect(processes).toHaveLength(2);
        for (const pid of processes) process.kill(pid, 'SIGKILL');
        await until(
          'it serves again',
          async () => (await countV2(pod, 20).catch(() => -1)) === 8,
          CHANGE_LIMIT_MS,
        );
        expect(await metricOf(pod, 'cutover_agent_api_connected')).toBe(0);
      } finally {
        await startPart(paths, NAME, 'kube-apiserver');
      }
      await until('the API server is back', () =>
        kubectl('get', 'pods').then(Boolean, () => false),
      );
      await settled('40');
    },
    4 * CHANGE_LIMIT_MS,
  );

  it(
    'tell the very last requests of a pod that ends to whoever reads their metrics, and end then',
    async () => {
      const [pod] = await settled('40');
      if (!pod) throw new Error('no pod');
      const before = await requestsOf(pod);
      await kubectl('delete', 'pod', pod.metadata.name, '--wait=false');
      const answered = await answeredToTheEnd(pod);
      expect(answered).toBeGreaterThan(0);
      expect((await requestsOf(pod)) - before).toBe(answered);
      await until(
        'the pod is gone',
        () =>
          requestsOf(pod).then(
            () => false,
            () => true,
          ),
        CHANGE_LIMIT_MS,
      );
      await settled('40');
    },
    4 * CHANGE_LIMIT_MS,
  );

  it(
    'take over in new pods when the gateway is rolled',
    async () => {
      const before = await settled('40');
      await kubectl('rollout', 'restart', `deployment/${gatewayName(SERVICE)}`);
      await setDesired('45');
      await kubectl('rollout', 'status', `deployment/${gatewayName(SERVICE)}`, '--timeout=120s');
      const after = await settled('45');
      const names = new Set(before.map(({ metadata }) => metadata.name));
      expect(after.filter(({ metadata }) => names.has(metadata.name))).toEqual([]);
    },
    4 * CHANGE_LIMIT_MS,
  );

  it(
    'wait with a higher share until V2 has the pods that it needs; new pods join them, a hold does not wait',
    async () => {
      const map = trafficConfigMapName(SERVICE);
      await settled('45');
      await setMap(map, { v2TrafficPercentage: '50', v1Floor: '1', v2Floor: '2' });
      const detail = 'waiting-for-v2 (V2 has 1 of 2 ready pods that a share of 50 needs)';
      await until('all pods tell the wait', async () =>
        (await pods()).every((pod) => annotation(pod, POD_ANNOTATIONS.condition) === detail),
      );
      const [victim] = await settled('45');
      await kubectl('delete', 'pod', victim?.metadata.name ?? '', '--wait=false');
      await until('its successor is there', async () => {
        const names = (await pods()).map(({ metadata }) => metadata.name);
        return names.length === REPLICAS && !names.includes(victim?.metadata.name ?? '');
      });
      expect(shares(await settled('45'))).toEqual(['45', '45', '45']);
      await scale('v2', 2);
      await settled('50');

      await setMap(map, { v2TrafficPercentage: '40', v1Floor: '9' });
      await until('all pods wait for V1', async () =>
        (await pods()).every((pod) =>
          annotation(pod, POD_ANNOTATIONS.condition)?.startsWith('waiting-for-v1'),
        ),
      );
      await setHold('5');
      await settled('5');
      await setHold('100');
      await setMap(map, { v1Floor: '1', v2Floor: '1' });
      await settled('40');
    },
    5 * CHANGE_LIMIT_MS,
  );

  it(
    'tell NGINX every pod of a version where it balances them itself, and split as exactly',
    async () => {
      await inside.kubectl(['apply', '-f', '-'], JSON.stringify(balancingGateway()));
      await kubectl('rollout', 'status', `deployment/${gatewayName(SERVICE)}`, '--timeout=180s');
      await scale('v1', 3);
      const names = async (pod: Pod) => new Set(await answers(pod, 20, '/pod'));
      for (const pod of await settled('40')) {
        // Three pods of V1 and two of V2.
        await until('NGINX uses all pods', async () => (await names(pod)).size === 5);
        expect(await countV2(pod, 40)).toBe(16);
      }
      await scale('v2', 0);
      for (const pod of await settled('40')) {
        await until('V1 stands in', async () => (await countV2(pod, 20)) === 0);
        expect(await metricOf(pod, 'cutover_agent_ready_pods{service="shop",version="v2"}')).toBe(
          0,
        );
      }
    },
    5 * CHANGE_LIMIT_MS,
  );
});
