import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadProcess } from '../../local/load/load-process';
import { ForeignService, HOST } from '../support/e2e/foreign-service';
import { refusal } from '../support/e2e/scene';

/** After a change a connection that was open may carry one more request at the old share. */
const SETTLE_MS = 2_000;
/** At this rate a window has 400 requests; the gateway pods count for themselves and are one off, each. */
const WINDOW_MS = 8_000;
const RATE = 50;
const TOLERANCE = 1;
/** Enough of them that each stays below its limit. */
const CLIENTS = { header: 'X-Client', count: 20 };

/**
 * httpbin in two releases, as Debian ships them, described by one file: TLS by cert-manager, a rate limit, the
 * firewall, the network policies and the policy pack of production, and every request over the whole way counted.
 */
describe('a service that nobody here wrote', () => {
  let service: ForeignService;
  let load: LoadProcess;
  const begun: { close(): unknown }[] = [];

  beforeAll(async () => {
    service = await ForeignService.open();
    begun.push(service);
  });

  afterAll(async () => {
    for (const one of begun.reverse()) await one.close();
  });

  /** V2's part of the replies, in percent. */
  async function share(): Promise<number> {
    await sleep(SETTLE_MS);
    const from = await load.mark();
    await sleep(WINDOW_MS);
    const { v2Percent } = await load.since(from);
    return v2Percent ?? NaN;
  }

  const failures = async () => (await load.since()).failures;

  it('is made from its file, and V1 answers every request', async () => {
    await service.up();
    const [v1, v2] = await Promise.all([service.pageLength('v1'), service.pageLength('v2')]);
    expect(v1).not.toBe(v2);
    load = await service.load({
      path: '/',
      users: CLIENTS,
      connections: 16,
      rate: RATE,
      seconds: 3_000,
      versionFrom: { header: 'Content-Length', v1, v2 },
    });
    begun.push(load);
    expect(await share()).toBe(0);
  });

  it('may not leave out a step of its plan', async () => {
    await service.stack.setShare(50);
    expect(await refusal(service.preview())).toContain('step-order');
  });

  it.each([5, 25])('goes to %d %%', async (to) => {
    await service.goTo(to);
    expect(Math.abs((await share()) - to)).toBeLessThanOrEqual(TOLERANCE);
  });

  it('is taken back at once, and stays there until it is released', async () => {
    await service.cutover('rollback', '--reason', 'drill', '--by', 'alice');
    expect(await share()).toBe(0);
    await service.stack.setShare(50);
    expect(await refusal(service.preview())).toContain('hold at 0 % by alice');
    await service.stack.setShare(25);
    await service.cutover('release', '--reason', 'drilled');
    expect(Math.abs((await share()) - 25)).toBeLessThanOrEqual(TOLERANCE);
  });

  it.each([50, 100])('goes on to %d %%', async (to) => {
    await service.goTo(to);
    expect(Math.abs((await share()) - to)).toBeLessThanOrEqual(to === 100 ? 0 : TOLERANCE);
  });

  it('limits the rate of each client by itself', async () => {
    const flood = await service.load({
      path: '/get',
      headers: { 'X-Client': 'flood' },
      connections: 8,
      requests: 1_500,
    });
    const { ok, failures: refused } = await flood.report;
    flood.close();
    expect(Object.keys(refused)).toEqual(['status-429']);
    expect(ok.none).toBeGreaterThanOrEqual(200);
  });

  it('is kept from attacks, and sent on from HTTP to HTTPS', async () => {
    expect(await service.ask('/get?q=<script>alert(1)</script>')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await service.ask('/get?file=../../../../etc/passwd')).toMatch(/^HTTP\/1\.1 403 /);
    const sentOn = await service.ask('/get?a=b', 'http');
    expect(sentOn).toMatch(/^HTTP\/1\.1 308 /);
    expect(sentOn).toContain(`https://${HOST}/get?a=b`);
    expect(await service.ask('/get?q=shoes')).toMatch(
      /strict-transport-security: max-age=31536000/i,
    );
  });

  it('is reached through its gateway alone', async () => {
    const [pod] = await service.pods('v1');
    const { gatewayUrl } = await service.stack.outputs();
    await expect(service.isReachedByStranger(`${gatewayUrl}/get`)).resolves.toBe(true);
    await expect(
      service.isReachedByStranger(`http://${pod?.status?.podIP ?? ''}:8080/get`),
    ).resolves.toBe(false);
  });

  it('announces the end of V1', async () => {
    expect(await service.ask('/anything/legacy')).not.toMatch(/\r\n(deprecation|sunset):/i);
    await service.stack.set('cutover:finalise', 'deprecate');
    await service.up();
    const reply = await service.ask('/anything/legacy');
    expect(reply).toMatch(/\r\ndeprecation: @\d+\r\n/i);
    expect(reply).toMatch(/\r\nsunset: \w{3}, \d\d \w{3} \d{4} 00:00:00 GMT\r\n/i);
    await expect(service.stack.outputs()).resolves.toMatchObject({ effectiveShare: 100 });
  });

  it('has lost no request over the whole way, and each version got those that it answered', async () => {
    expect(await failures()).toEqual({});
    const { replies, sent, completed, unsent } = await load.stop();
    expect({ completed, none: replies.none, unsent }).toEqual({
      completed: sent,
      none: 0,
      unsent: 0,
    });
    const logged = { v1: await service.logged('v1'), v2: await service.logged('v2') };
    expect(logged).toEqual({ v1: replies.v1, v2: replies.v2 });
  });
});
