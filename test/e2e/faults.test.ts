import { setTimeout as sleep } from 'node:timers/promises';
import { startPart, stopPart } from '../../local/cluster/control';
import { clusterName, localPaths } from '../../local/settings';
import { MAX_DRAINING_GENERATIONS } from '../../agent/reload';
import { AGENT_PORT } from '../../model/agent-settings';
import { refusal, Scene } from '../support/e2e/scene';
import { until } from '../../local/stack/until';

/** After a change a connection that was open may carry one more request at the old share. */
const SETTLE_MS = 1_500;
/** Requests per second while something is broken: enough to see a gap of some milliseconds. */
const RATE = 300;
/** For how long the API server is away. */
const AWAY_MS = 60_000;
/** Bounds a hang of the test that has this pause in it. */
const LONG_MS = 240_000;

/** Under each of these faults requests go on being answered, and what was asked for arrives in the end. */
describe('the gateway', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open('e2e-faults');
    await keepV2AsItIs();
    await scene.stack.up();
  });

  /** One pod, which is never replaced or restarted: a new one would know nothing of the fault that the old one got. */
  async function keepV2AsItIs(): Promise<void> {
    const v2 = 'cutover:overrides.versions.v2';
    await scene.stack.set(`${v2}.replicas.max`, '1');
    await scene.stack.set(`${v2}.probes.liveness.failureThreshold`, '1000');
  }

  afterAll(async () => {
    await scene.close();
  });

  async function up(share: number): Promise<void> {
    await scene.stack.setShare(share);
    await scene.stack.up();
  }

  it.each([
    [0, 'v2'],
    [100, 'v1'],
  ] as const)('at exactly %i sends nothing to %s', async (share, other) => {
    await up(share);
    for (const pod of await scene.gatewayPods()) {
      const { stderr } = await scene.kubectl(
        ...['exec', pod.metadata?.name ?? '', '--container', 'nginx', '--'],
        ...['nginx', '-t', '-e', 'stderr', '-c', '/etc/cutover/nginx.conf'],
      );
      expect(stderr).toContain('test is successful');
    }
    await sleep(SETTLE_MS);
    const load = await scene.load({ connections: 32, requests: 20_000, seconds: 60 });
    const { replies, completed, failed } = await load.report;
    load.close();
    expect({ completed, failed, strays: replies[other] }).toEqual({
      completed: 20_000,
      failed: 0,
      strays: 0,
    });
  });

  it('takes 50 changes in 10 s, ends on the last, and fails no request', async () => {
    const load = await scene.load({ connections: 32, rate: RATE, seconds: 60 });
    let mostDraining = 0;
    for (let change = 1; change <= 50; change += 1) {
      // Up and down in turn, and never the same share twice.
      await scene.writeHold(change % 2 === 0 ? change : 100 - change);
      const [draining] = await Promise.all([drainingWorkers(), sleep(200)]);
      mostDraining = Math.max(mostDraining, draining);
    }
    await scene.observed(50);
    const begin = await load.mark();
    await sleep(SETTLE_MS);
    expect(mostDraining).toBeLessThanOrEqual(MAX_DRAINING_GENERATIONS + 1);
    await scene.writeHold(100);
    await scene.observed(100);
    expect((await load.since(begin)).replies.v2).toBeGreaterThan(0);
    const { failures, failed } = await load.stop();
    load.close();
    expect({ failures, failed }).toEqual({ failures: {}, failed: 0 });
  });

  it('confirms a change during which one of its pods is deleted, and fails no request', async () => {
    const load = await scene.load({ connections: 32, rate: RATE, seconds: 120 });
    const [first] = await scene.gatewayPods();
    const name = first?.metadata?.name ?? '';
    const changed = up(25);
    await scene.core.deleteNamespacedPod({ name, namespace: scene.namespace });
    await changed;
    expect(await scene.traffic()).toMatchObject({ observed: '25' });
    await until(
      'the deleted pod is gone and three others are ready',
      async () => {
        const pods = await scene.gatewayPods();
        const ready = pods.filter(({ status }) =>
          status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
        );
        return ready.length === 3 && !pods.some(({ metadata }) => metadata?.name === name);
      },
      90_000,
    );
    const { failures, failed } = await load.stop();
    load.close();
    expect({ failures, failed }).toEqual({ failures: {}, failed: 0 });
  });

  it(
    'serves on while the API server is away, and takes the change when it is back',
    async () => {
      const cluster = [localPaths(), clusterName()] as const;
      const load = await scene.load({ connections: 32, rate: RATE, seconds: 240 });
      await scene.stack.setShare(50);
      const interrupted = scene.stack.up().then(
        () => 'ended well',
        (error: unknown) => String(error),
      );
      await stopPart(...cluster, 'kube-apiserver');
      const begin = await load.mark();
      try {
        await sleep(AWAY_MS);
      } finally {
        await startPart(...cluster, 'kube-apiserver');
      }
      // Nine tenths: a busy machine may fall behind.
      const served = (await load.since(begin)).completed;
      expect(served).toBeGreaterThan(((RATE * AWAY_MS) / 1_000) * 0.9);
      // It was done before the server had gone, or it says what it misses.
      expect(await interrupted).toMatch(/^ended well$|:6443/);
      await until('the API server is back', () => isReached(() => scene.traffic()), 60_000);
      await scene.stack.up();
      expect(await scene.traffic()).toMatchObject({ observed: '50' });
      const { failures, failed } = await load.stop();
      load.close();
      expect({ failures, failed }).toEqual({ failures: {}, failed: 0 });
    },
    LONG_MS,
  );

  it('gets no more for a V2 without a ready pod, while everything else still deploys', async () => {
    await up(50);
    await scene.faults.set('v2', { notReady: true });
    const noReadyPod = async () => {
      const { namespace } = scene;
      const name = `${scene.service}-v2`;
      const { status } = await scene.apps.readNamespacedDeployment({ namespace, name });
      return (status?.readyReplicas ?? 0) === 0;
    };
    await until('V2 has no ready pod', noReadyPod, 90_000);
    const words =
      'the share may not rise from 50 % to 75 %: V2 has no ready pod; make V2 ready first, at the present share';
    await scene.stack.setShare(75);
    expect(await refusal(scene.stack.preview())).toContain(words);
    expect(await refusal(scene.stack.up())).toContain(words);
    expect(await scene.traffic()).toMatchObject({ v2TrafficPercentage: '50', observed: '50' });

    await scene.stack.setShare(50);
    await scene.stack.set('cutover:overrides.versions.v1.replicas.max', '3');
    expect(await scene.stack.up()).toMatchObject({ changed: 1 });
    await scene.stack.setShare(25);
    expect(await scene.stack.up()).toMatchObject({ changed: 1 });
    expect(await scene.traffic()).toMatchObject({ observed: '25' });
  });

  /** The most workers of one pod that only finish what they have. */
  async function drainingWorkers(): Promise<number> {
    const counts = (await scene.gatewayPods()).map(async ({ status }) => {
      const reply = await fetch(`http://${status?.podIP ?? ''}:${AGENT_PORT}/metrics`);
      const line = /^cutover_agent_draining_workers\{.*\} (\d+)$/m.exec(await reply.text());
      return Number(line?.[1]);
    });
    return Math.max(...(await Promise.all(counts)));
  }
});

async function isReached(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
}
