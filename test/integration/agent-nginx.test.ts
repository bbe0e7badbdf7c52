import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { systemClock } from '../../kube/clock';
import { Driver } from '../../agent/driver';
import { isReady } from '../../agent/machine';
import { Copies } from '../../agent/material/copies';
import { agentMetrics, type AgentMetrics } from '../../agent/metrics';
import { needsOf } from '../../agent/needs';
import { nginxControl } from '../../agent/nginx/control';
import { findMaster, readWorkers } from '../../agent/nginx/processes';
import { MAX_DRAINING_GENERATIONS } from '../../agent/reload';
import type { SharedPaths } from '../../agent/settings';
import { sharedVolume } from '../../agent/shared-volume';
import { agentSettingsSchema, type AgentSettings } from '../../model/agent-settings';
import { renderUpstreams } from '../../model/upstreams';
import type { Dynamics } from '../../model/upstreams-dynamics';
import { Backends, countV2, fetchOnce } from '../support/agent/backends';
import { FakeCluster } from '../support/agent/fake-cluster';
import { TestNginx } from '../support/agent/nginx';
import { until } from '../../local/stack/until';
import { freePort } from '../support/free-port';

/** The agent with a real NGINX, real backends and a fake API server. */
describe('the agent beside a real NGINX', () => {
  let folder: string;
  let paths: SharedPaths;
  let settings: AgentSettings;
  let nginx: TestNginx;
  let cluster: FakeCluster;
  let driver: Driver;
  let metrics: AgentMetrics;
  let running: Promise<void>;
  const backends = new Backends();

  const render = (dynamics: Dynamics) => renderUpstreams(settings, dynamics, folder);
  const note = () => cluster.note;
  const file = () => readFileSync(paths.upstreams, 'utf8');

  beforeAll(() => backends.start());
  afterAll(() => {
    backends.stop();
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cutover-agent-'));
    paths = {
      folder,
      script: join(folder, 'gateway.js'),
      internalSocket: join(folder, 'internal.sock'),
      requests: join(folder, 'requests'),
      requestLog: join(folder, 'requests/log'),
      requestCounts: join(folder, 'request-counts.json'),
      upstreams: join(folder, 'upstreams.conf'),
      lastShare: join(folder, 'last-share.json'),
      pid: join(folder, 'nginx.pid'),
      configSocket: join(folder, 'config.sock'),
    };
    const address = '127.0.0.1';
    settings = agentSettingsSchema.parse({
      service: 'shop',
      namespace: 'shop',
      upstreams: {
        v1: { address, port: backends.port('v1') },
        v2: { address, port: backends.port('v2') },
      },
      keepalive: { connections: 16, requests: 1000, timeSeconds: 3600, timeoutSeconds: 4 },
    });
    nginx = new TestNginx(folder, paths, await freePort());
    cluster = new FakeCluster('gateway-1');
    startAgent();
  });

  afterEach(async () => {
    backends.release();
    driver.stop();
    await running;
    await nginx.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function startAgent(): void {
    metrics = agentMetrics('shop');
    const copies = new Copies(folder);
    driver = new Driver({
      self: 'gateway-1',
      needs: needsOf(settings),
      render,
      cluster,
      nginx: nginxControl(paths),
      files: sharedVolume(paths, copies),
      watchMounted: () => Promise.resolve(),
      metrics,
      clock: systemClock,
      log: pino({ level: 'silent' }),
    });
    running = driver.run();
  }

  async function serving(share: number): Promise<void> {
    await until(`${share} % is confirmed and observed`, () => {
      const done = note()?.share === share && cluster.observed === String(share);
      return done && isReady(driver.state);
    });
  }

  async function begin(desired: string): Promise<void> {
    cluster.setDesired(desired);
    cluster.setHold('100');
    cluster.setReachable(true);
    await until('the upstreams are written', () => driver.state.nginx.file !== undefined);
    await nginx.start();
    await serving(Number(desired));
  }

  async function metric(name: string): Promise<number> {
    const line = (await metrics.text()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.split(' ').at(-1));
  }

  it('is not ready before it knows a share, nor before NGINX serves it', async () => {
    expect(isReady(driver.state)).toBe(false);
    cluster.setDesired('10');
    cluster.setReachable(true);
    await sleep(50);
    expect(driver.state.nginx.file).toBeUndefined();
    cluster.setHold('100');
    await until('the upstreams are written', () => driver.state.nginx.file !== undefined);
    expect(isReady(driver.state)).toBe(false);
    await nginx.start();
    await serving(10);
    expect(await countV2(nginx.port, 100)).toBe(10);
  });

  it('moves all traffic of fresh connections before it confirms', async () => {
    await begin('0');
    expect(await countV2(nginx.port, 50)).toBe(0);
    for (const [desired, expected] of [
      ['25', 25],
      ['100', 100],
      ['50', 50],
      ['0', 0],
    ] as const) {
      cluster.setDesired(desired);
      await serving(expected);
      expect(await countV2(nginx.port, 100)).toBe(expected);
    }
    expect(cluster.observedWrites).toEqual([0, 25, 100, 50, 0]);
    expect(await metric('cutover_agent_apply_seconds_count')).toBe(4);
  });

  it('serves the hold where it is lower, and never rises on a hold that it cannot read', async () => {
    await begin('50');
    cluster.setHold('5');
    await serving(5);
    cluster.setHold('none');
    cluster.setDesired('80');
    await until('the condition is told', () => note()?.condition === 'hold-invalid');
    expect(driver.state.knowledge.effective).toBe(5);
    cluster.setDesired('2');
    await serving(2);
    cluster.setHold('100');
    await until('the condition is gone', () => note()?.condition === undefined);
    expect(note()?.share).toBe(2);
  });

  it('keeps the old configuration when NGINX refuses the new one, and says so', async () => {
    await begin('10');
    const good = file();
    nginx.setExtra('no_such_directive on;');
    cluster.setDesired('60');
    await until('the refusal is told', () => note()?.condition === 'config-rejected');
    await until('the last good file is back', () => file() === good);
    expect(note()?.share).toBe(10);
    expect(isReady(driver.state)).toBe(true);
    expect(await countV2(nginx.port, 50)).toBe(5);
    expect(await metric('cutover_agent_rejected_total')).toBeGreaterThanOrEqual(1);

    nginx.setExtra('');
    await serving(60);
    expect(note()?.condition).toBeUndefined();
  });

  it('ends a burst of 50 changes on the last one', async () => {
    await begin('0');
    for (let change = 1; change <= 50; change += 1) {
      cluster.setDesired(String((change * 37) % 101));
      await sleep(20);
    }
    cluster.setDesired('42');
    await serving(42);
    expect(await countV2(nginx.port, 50)).toBe(21);
    expect(await metric('cutover_agent_reloads_total')).toBeLessThan(50);
  });

  it('stops raising while many old workers are still busy, but always lowers', async () => {
    await begin('1');
    const master = findMaster(paths.pid) ?? 0;
    const slow: Promise<string>[] = [];
    const occupy = async () => {
      // Two workers: enough requests that each very likely has one.
      for (let n = 0; n < 12; n += 1) slow.push(fetchOnce(nginx.port, '/slow'));
      await until('they are under way', () => backends.slowRequests === slow.length);
    };
    let share = 1;
    while (note()?.condition !== 'reload-held-back') {
      await occupy();
      share += 1;
      cluster.setDesired(String(share));
      await until(
        'the change is settled',
        () => cluster.observed === String(share) || note()?.condition !== undefined,
      );
      expect(share).toBeLessThan(40);
    }
    const limit = MAX_DRAINING_GENERATIONS * readWorkers(master).accepting.length;
    expect(readWorkers(master).draining).toBeGreaterThanOrEqual(limit);
    expect(note()?.share).toBeLessThan(share);
    cluster.setDesired('0');
    await serving(0);
    cluster.setDesired('30');
    await sleep(300);
    expect(note()?.share).toBe(0);
    backends.release();
    await Promise.all(slow);
    await serving(30);
    await until('the old workers ended', () => readWorkers(master).draining === 0);
  });

  it('recovers an NGINX that was killed and left its sockets behind', async () => {
    await begin('20');
    await nginx.stop('SIGKILL');
    await until('it is not ready', () => !isReady(driver.state));
    cluster.setDesired('40');
    await until('the new file waits', () => driver.state.nginx.file?.share === 40);
    await nginx.start();
    await serving(40);
    expect(nginx.log).not.toContain('[emerg]');
  });

  it('starts on the share of before when the API server does not answer', async () => {
    await begin('35');
    await until('the share is kept', () => existsSync(paths.lastShare));
    driver.stop();
    await running;
    await nginx.stop();
    cluster.setReachable(false);
    startAgent();
    await until('the file is written', () => driver.state.nginx.file?.share === 35);
    await nginx.start();
    await until('it is ready', () => isReady(driver.state));
    expect(await countV2(nginx.port, 100)).toBe(35);
    expect(
      await metric('cutover_agent_condition{service="shop",condition="api-unreachable"}'),
    ).toBe(1);
    cluster.setDesired('36');
    cluster.setReachable(true);
    await serving(36);
  });

  it('keeps serving and stays ready while the API server is away', async () => {
    await begin('15');
    cluster.setReachable(false);
    await sleep(1_500);
    expect(isReady(driver.state)).toBe(true);
    expect(await metric('cutover_agent_api_connected')).toBe(0);
    expect(await countV2(nginx.port, 100)).toBe(15);
    cluster.setReachable(true);
    cluster.setDesired('16');
    await serving(16);
  });

  it('does not reload when it is started anew beside an NGINX that serves the right share', async () => {
    await begin('55');
    driver.stop();
    await running;
    startAgent();
    await until('it is ready', () => isReady(driver.state));
    await until('the file is known', () => driver.state.nginx.file?.share === 55);
    await sleep(300);
    expect(await metric('cutover_agent_reloads_total')).toBe(0);
  });
});
