import { until } from '../../local/stack/until';
import { freePort } from '../support/free-port';
import { gatewayPerTest } from '../support/gateway/gateway-per-test';
import { GatewayUnderTest, type Situation } from '../support/gateway/gateway-under-test';
import { PLAIN_ROUTE, serviceWith, type ServiceChanges } from '../support/gateway/services';

describe('a gateway between two versions', () => {
  const { backends, start: startWith } = gatewayPerTest();

  function start(changes: ServiceChanges, situation: Situation): Promise<GatewayUnderTest> {
    return startWith(serviceWith(changes), situation);
  }

  async function versions(
    from: GatewayUnderTest,
    count: number,
    asked = {},
  ): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (let n = 0; n < count; n += 1) {
      const { body } = await from.ask('/match', asked);
      found[body] = (found[body] ?? 0) + 1;
    }
    return found;
  }

  describe('without anything that needs to know the version', () => {
    it('splits by the weights of NGINX alone, and loads no script', async () => {
      const plain = await start({ routes: [PLAIN_ROUTE] }, { share: 25 });
      expect(await versions(plain, 100)).toEqual({ v1: 75, v2: 25 });
      expect(plain.errors).not.toContain('js');
      expect((await plain.internal('/counters')).status).toBe(404);
    });

    it('keeps a request with its version when that fails', async () => {
      const ports = { v2: await freePort() };
      const plain = await start({ routes: [PLAIN_ROUTE] }, { share: 50, ports });
      const statuses: number[] = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await plain.ask('/')).status);
      expect(statuses.sort()).toEqual([200, 200, 502, 502]);
    });
  });

  describe('with a fallback', () => {
    const ROUTES = [
      { name: 'safe', path: '/safe', fallback: 'safe', timeoutSeconds: 1 },
      { name: 'idempotent', path: '/', timeoutSeconds: 1 },
    ];

    it('splits exactly', async () => {
      const split = await start({ routes: ROUTES }, { share: 25 });
      expect(await versions(split, 100)).toEqual({ v1: 75, v2: 25 });
    });

    it.each([502, 503, 504])('asks V1 when V2 answers %d', async (status) => {
      const split = await start({ routes: ROUTES }, { share: 100 });
      backends.answer('v2', (_, response) => response.writeHead(status).end('broken'));
      expect(await versions(split, 3)).toEqual({ v1: 3 });
      const put = await split.ask('/match', { method: 'PUT', body: 'abc' });
      expect(put.body).toBe('v1');
      expect(backends.received.at(-1)).toMatchObject({ version: 'v1', body: 'abc' });
      const post = await split.ask('/match', { method: 'POST', body: 'abc' });
      expect(post).toMatchObject({ status, body: 'broken' });
      const safe = await split.ask('/safe', { method: 'POST', body: 'abc' });
      expect(safe).toMatchObject({ status: 200, body: 'v1' });
    });

    it('asks V1 when V2 refuses the connection, whatever the method', async () => {
      const ports = { v2: await freePort() };
      const split = await start({ routes: ROUTES }, { share: 100, ports });
      expect(await versions(split, 3)).toEqual({ v1: 3 });
      expect(await versions(split, 3, { method: 'POST', body: 'abc' })).toEqual({ v1: 3 });
    });

    it('asks V1 when V2 breaks off or does not answer in time', async () => {
      const split = await start({ routes: ROUTES }, { share: 100 });
      backends.answer('v2', (request) => request.socket.destroy());
      expect(await versions(split, 1)).toEqual({ v1: 1 });
      backends.answer('v2', () => undefined);
      expect(await versions(split, 1)).toEqual({ v1: 1 });
      const post = await split.ask('/match', { method: 'POST', body: 'abc' });
      expect(post.status).toBe(504);
    });

    it('passes on other failures of V2, and all of V1', async () => {
      const split = await start({ routes: ROUTES }, { share: 50 });
      backends.answer('v2', (_, response) => response.writeHead(500).end('v2 failed'));
      backends.answer('v1', (_, response) => response.writeHead(503).end('v1 failed'));
      expect(await versions(split, 4)).toEqual({ 'v1 failed': 2, 'v2 failed': 2 });
      expect(backends.received).toHaveLength(4);
    });

    it('logs and counts what V1 answered in place of V2', async () => {
      const log = { accessLog: true };
      const split = await start({ gateway: log, routes: ROUTES }, { share: 100 });
      backends.answer('v2', (_, response) => response.writeHead(503).end());
      await split.ask('/match');
      const line = await until('the line is written', () => split.lines[0]);
      expect(JSON.parse(line)).toMatchObject({ version: 'v1', fallback: true, status: 200 });
      expect(await split.counted(1)).toEqual({
        'cutover_requests_total{version="v1",route="idempotent",code="200"}': 1,
        'cutover_version_failures_total{version="v2",route="idempotent"}': 1,
        'cutover_fallback_total{route="idempotent"}': 1,
      });
    });
  });

  describe('with the pods of V2 known to the gateway', () => {
    const forcedVersion = { clients: ['127.0.0.2/32'] };
    const changes = {
      gateway: { balancing: 'least_conn', forcedVersion, longestRequestSeconds: 2 },
      routes: [
        { name: 'safe', path: '/safe', fallback: 'safe', timeoutSeconds: 1 },
        { name: 'alone', path: '/alone', fallback: 'none', timeoutSeconds: 1 },
        { name: 'idempotent', path: '/', timeoutSeconds: 1 },
      ],
    };
    const post = { method: 'POST', body: 'abc' };

    it('asks another pod when one refuses, and V1 when all do', async () => {
      const [dead, alsoDead] = [await freePort(), await freePort()];
      const some = await start(changes, {
        share: 100,
        pods: [dead, backends.port('v2'), alsoDead],
      });
      expect(await versions(some, 10)).toEqual({ v2: 10 });
      expect(await versions(some, 10, post)).toEqual({ v2: 10 });
      await some.stop();
      const none = await start(changes, { share: 100, pods: [dead, alsoDead] });
      expect(await versions(none, 10)).toEqual({ v1: 10 });
      expect((await none.ask('/alone')).status).toBe(502);
    });

    it('asks V1 when a pod does not answer in time, and no other pod', async () => {
      const pods = [backends.port('v2'), backends.port('v2')];
      const late = await start(changes, { share: 100, pods });
      backends.answer('v2', () => undefined);
      expect(await late.ask('/match?a=%2F', { method: 'PUT', body: 'abc' })).toMatchObject({
        status: 200,
        body: 'v1',
      });
      expect(backends.received).toMatchObject([
        { version: 'v2', method: 'PUT', url: '/match?a=%2F', body: 'abc' },
        { version: 'v1', method: 'PUT', url: '/match?a=%2F', body: 'abc' },
      ]);
      expect(await late.ask('/safe', post)).toMatchObject({ status: 200, body: 'v1' });
      expect(backends.received.slice(2)).toMatchObject([{ version: 'v2' }, { version: 'v1' }]);
      const told = { error: 'the version took too long', status: 504 };
      const header = { 'X-Cutover-Version': 'v2' };
      const answers = [
        await late.ask('/match', post),
        await late.ask('/alone'),
        await late.ask('/match', { from: '127.0.0.2', headers: header }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([504, 504, 504]);
      expect(answers.map(({ body }): unknown => JSON.parse(body))).toMatchObject([
        told,
        told,
        told,
      ]);
      expect(backends.received.slice(4).map(({ version }) => version)).toEqual(['v2', 'v2', 'v2']);
    });

    it('tells V1’s own failure in place of a late V2', async () => {
      const late = await start(changes, { share: 100, ports: { v1: await freePort() } });
      backends.answer('v2', () => undefined);
      const { status, body } = await late.ask('/');
      expect([status, JSON.parse(body)]).toMatchObject([502, { error: 'no version answered' }]);
    });
  });

  describe('with testers who may force a version', () => {
    const forcedVersion = { clients: ['127.0.0.2/32'] };
    const tester = '127.0.0.2';
    const routes = [
      PLAIN_ROUTE,
      { name: 'split', path: '/split' },
      { name: 'pinned', path: '/pinned', to: 'v1' },
    ];

    it('gives them the version that they name, and says which answered', async () => {
      const forced = await start({ gateway: { forcedVersion }, routes }, { share: 0 });
      for (const path of ['/', '/split']) {
        const header = { 'X-Cutover-Version': 'v2' };
        const byHeader = await forced.ask(path, { from: tester, headers: header });
        expect(byHeader).toMatchObject({ body: 'v2', headers: { 'x-cutover-version': 'v2' } });
        const cookie = { Cookie: 'a=1; cutover_version=v2; b=2' };
        const byCookie = await forced.ask(path, { from: tester, headers: cookie });
        expect(byCookie).toMatchObject({ body: 'v2', headers: { 'x-cutover-version': 'v2' } });
        const both = { 'X-Cutover-Version': 'v1', Cookie: 'cutover_version=v2' };
        expect((await forced.ask(path, { from: tester, headers: both })).body).toBe('v1');
      }
      const pinned = await forced.ask('/pinned', {
        from: tester,
        headers: { 'X-Cutover-Version': 'v2' },
      });
      expect(pinned).toMatchObject({ body: 'v1', headers: { 'x-cutover-version': 'v1' } });
    });

    it('keeps the requests of all others with their versions', async () => {
      const ports = { v2: await freePort() };
      const gateways = { forcedVersion };
      const forced = await start(
        { gateway: gateways, routes: [PLAIN_ROUTE] },
        { share: 50, ports },
      );
      const statuses: number[] = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await forced.ask('/')).status);
      expect(statuses.sort()).toEqual([200, 200, 502, 502]);
    });

    it('gives them V2’s own failure', async () => {
      const forced = await start({ gateway: { forcedVersion }, routes }, { share: 0 });
      backends.answer('v2', (_, response) => response.writeHead(503).end('broken'));
      const headers = { 'X-Cutover-Version': 'v2' };
      const answer = await forced.ask('/split', { from: tester, headers });
      expect(answer).toMatchObject({ status: 503, body: 'broken' });
    });

    it.each([
      ['another client', '127.0.0.1', 'v2'],
      ['a version that is none', tester, 'v3'],
      ['a version in upper case', tester, 'V2'],
    ])('ignores %s', async (_, from, value) => {
      const forced = await start({ gateway: { forcedVersion }, routes }, { share: 0 });
      for (const headers of [
        { 'X-Cutover-Version': value, Cookie: 'a=1' },
        { Cookie: `a=1; cutover_version=${value}` },
        { Cookie: `cutover_version=${value}; a=1; b=2` },
        { Cookie: `a=1; cutover_version=${value}; my_cutover_version=v2` },
        { Cookie: `cutover_version=${value}` },
      ]) {
        const { body, headers: sent } = await forced.ask('/', { from, headers });
        expect(body).toBe('v1');
        expect(sent).not.toHaveProperty('x-cutover-version');
      }
      expect(backends.received.map(({ headers }) => headers['cookie'])).toEqual([
        'a=1',
        'a=1',
        'a=1; b=2',
        'a=1; my_cutover_version=v2',
        undefined,
      ]);
      const names = backends.received.flatMap(({ headers }) => Object.keys(headers));
      expect(names).not.toContain('x-cutover-version');
    });
  });

  describe('with an assignment per user', () => {
    const assignment = { mode: 'perUser', key: { header: 'X-User' } };
    const users = Array.from({ length: 200 }, (_, n) => `user-${n}`);

    async function usersOfV2(from: GatewayUnderTest): Promise<string[]> {
      const found: string[] = [];
      for (const user of users) {
        const { body } = await from.ask('/', { headers: { 'X-User': user } });
        if (body === 'v2') found.push(user);
      }
      return found;
    }

    it('moves nobody back while the share grows, and everybody at 0', async () => {
      const found: string[][] = [];
      for (const share of [5, 25, 0]) {
        const split = await start({ assignment }, { share });
        found.push(await usersOfV2(split));
        await split.stop();
      }
      const [few = [], more = [], none] = found;
      expect(few.length).toBeGreaterThan(0);
      expect(more.length).toBeGreaterThan(few.length);
      expect(more).toEqual(expect.arrayContaining(few));
      expect(none).toEqual([]);
    });

    it('tells users without a key by their address, and none can pass for an address', async () => {
      const split = await start({ assignment }, { share: 50 });
      const byAddress = await versions(split, 5);
      expect(Object.values(byAddress)).toEqual([5]);
      const addresses = Array.from({ length: 20 }, (_, n) => `127.0.0.${n + 1}`);
      const found = new Set<boolean>();
      for (const from of addresses) {
        const own = (await split.ask('/', { from })).body;
        const claimed = (await split.ask('/', { headers: { 'X-User': from } })).body;
        found.add(own === claimed);
      }
      expect(found).toEqual(new Set([true, false]));
    });
  });

  describe('with a mirror', () => {
    const mirror = (mirrorPercent: number) => ({
      routes: [{ name: 'all', path: '/', mirrorPercent }],
    });

    it('gives V2 a copy of what V1 answers, and never waits for it', async () => {
      const mirrored = await start(mirror(100), { share: 0 });
      const held: (() => void)[] = [];
      backends.answer('v2', (_, response) => held.push(() => response.end('late')));
      const asked = {
        method: 'POST',
        body: 'abc'.repeat(100),
        headers: { 'X-A': '1', Cookie: 'a=1', 'X-Cutover-Path': '/evil' },
      };
      expect((await mirrored.ask('/match?x=%2F&y', asked)).body).toBe('v1');
      expect((await mirrored.ask('/match?x=%2F&y', asked)).body).toBe('v1');
      await until('V2 has both copies', () => held.length === 2);
      const [original] = backends.received.filter(({ version }) => version === 'v1');
      const [copy] = backends.received.filter(({ version }) => version === 'v2');
      expect(copy).toMatchObject({
        method: 'POST',
        url: '/match?x=%2F&y',
        body: 'abc'.repeat(100),
        headers: { 'x-cutover-mirror': '1', 'x-a': '1', host: original?.headers['host'] },
      });
      expect(copy?.headers['x-request-id']).toBe(original?.headers['x-request-id']);
      expect(copy?.headers['x-forwarded-for']).toBe('127.0.0.1');
      expect(copy?.headers).not.toHaveProperty('x-cutover-path');
      for (const release of held) release();
    });

    it('goes on when V2 cannot be reached', async () => {
      const ports = { v2: await freePort() };
      const mirrored = await start(mirror(100), { share: 0, ports });
      expect(await versions(mirrored, 5)).toEqual({ v1: 5 });
    });

    it('copies the part that is asked for', async () => {
      const mirrored = await start(mirror(40), { share: 0 });
      await versions(mirrored, 200);
      const copies = await until('copies have arrived', () => {
        const found = backends.received.filter(({ version }) => version === 'v2').length;
        return found > 50 ? found : undefined;
      });
      // Chosen at random with 40 %: outside of six standard deviations (7 each) less than once in 10^8 runs.
      expect(copies).toBeLessThan(122);
    });

    it('sends no copy of what V2 answers itself', async () => {
      const mirrored = await start(mirror(100), { share: 50 });
      expect(await versions(mirrored, 20)).toEqual({ v1: 10, v2: 10 });
      await until('the copies have arrived', () => backends.received.length >= 30);
      const ofV2 = backends.received.filter(({ version }) => version === 'v2');
      expect(ofV2.filter(({ headers }) => headers['x-cutover-mirror'] === '1')).toHaveLength(10);
      expect(ofV2).toHaveLength(20);
    });

    it('copies the requests of a route that is pinned to V1, with bodies too large for memory', async () => {
      const routes = [{ name: 'all', path: '/', to: 'v1', mirrorPercent: 100 }];
      const mirrored = await start({ routes }, { share: 100 });
      const body = 'a'.repeat(300_000);
      expect((await mirrored.ask('/', { method: 'POST', body })).body).toBe('v1');
      await until('the copy has arrived', () => backends.received.length === 2);
      expect(backends.received.map((one) => one.body)).toEqual([body, body]);
    });
  });

  describe('once V1 is removed', () => {
    it('answers 410 where only V1 could, and V2 has the rest', async () => {
      const routes = [
        { name: 'split', path: '/', mirrorPercent: 10 },
        { name: 'old', path: '/old', to: 'v1' },
        { name: 'new', path: '/new', to: 'v2', fallback: 'safe' },
      ];
      const gateways = { forcedVersion: { clients: ['127.0.0.0/8'] } };
      const removed = await start({ gateway: gateways, routes }, { v1State: 'removed' });
      expect(await versions(removed, 5)).toEqual({ v2: 5 });
      expect((await removed.ask('/new')).body).toBe('v2');
      const headers = { 'X-Cutover-Version': 'v1' };
      expect((await removed.ask('/', { headers })).body).toBe('v2');
      const gone = await removed.ask('/old/x');
      expect([gone.status, JSON.parse(gone.body)]).toMatchObject([
        410,
        { error: 'this version was removed' },
      ]);
    });
  });
});
