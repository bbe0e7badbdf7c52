import { GatewayUnderTest } from '../support/gateway/gateway-under-test';
import { HOSTILE, LIMITS } from '../support/gateway/hostile';
import { sendRaw, statusesOf } from '../support/gateway/raw';
import { RecordingBackends } from '../support/gateway/recording-backends';
import { PLAIN_ROUTE, serviceWith } from '../support/gateway/services';

/** Requests that no well-meaning client sends, against a real NGINX with real backends. */
describe('a hostile client', () => {
  const backends = new RecordingBackends();
  const gateway = new GatewayUnderTest(backends);

  beforeAll(async () => {
    await backends.start();
    const service = serviceWith({
      gateway: { limits: LIMITS },
      routes: [PLAIN_ROUTE, { name: 'admin', path: '/admin', to: 'v1' }],
    });
    await gateway.start(service, { share: 100 });
  });
  beforeEach(() => {
    backends.reset();
  });
  afterAll(async () => {
    await gateway.stop();
    backends.stop();
  });

  describe.each(Object.entries(HOSTILE))('with %s requests', (_, requests) => {
    it.each(requests)('gets nothing past the gateway: $name', async ({ answered, ...raw }) => {
      const statuses = statusesOf(await sendRaw(gateway.port, raw));
      // What the one worker of the gateway has passed on, it has passed on before this.
      await gateway.ask('/last');
      const received = backends.received.map(({ url }) => url);
      expect({ statuses, received, garbage: backends.garbage }).toEqual({
        statuses: answered,
        received: ['/last'],
        garbage: [],
      });
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    });
  });

  describe('of a gateway with everything turned on', () => {
    const whole = new GatewayUnderTest(backends);
    const rateLimit = { requests: 100_000, per: '1s', burst: 100_000 };
    const turnedOn = { limits: LIMITS, waf: { mode: 'block' }, accessLog: true, rateLimit };
    const all = { name: 'all', path: '/', mirrorPercent: 100, fallback: 'safe' };

    beforeAll(() =>
      whole.start(
        serviceWith({
          gateway: turnedOn,
          routes: [all, { name: 'admin', path: '/admin', to: 'v1' }],
        }),
        { share: 50 },
      ),
    );
    afterAll(() => whole.stop());

    it.each(Object.values(HOSTILE).flat())('gets nothing past it: $name', async (raw) => {
      const statuses = statusesOf(await sendRaw(whole.port, raw));
      expect((await whole.ask('/last')).status).toBe(200);
      const received = backends.received.map(({ url }) => url).filter((url) => url !== '/last');
      expect({ received, garbage: backends.garbage }).toEqual({ received: [], garbage: [] });
      expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    });
  });

  it('is one of at least 40 kinds', () => {
    expect(Object.values(HOSTILE).flat().length).toBeGreaterThanOrEqual(40);
  });
});
