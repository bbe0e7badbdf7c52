import { gatewayPerTest } from '../support/gateway/gateway-per-test';
import { GatewayUnderTest } from '../support/gateway/gateway-under-test';
import { PLAIN_ROUTE, serviceWith } from '../support/gateway/services';

/** Taken for an injection of SQL by rule 942100, and by no other. */
const INJECTION = "/?id=1'%20or%201=1--";
const SQL_RULE = 942_100;

/** ModSecurity and the Core Rule Set of the image, with the rules that the gateway renders. */
describe('the firewall of a gateway', () => {
  const { backends, start: startWith } = gatewayPerTest();

  function start(
    waf: object,
    routes: readonly object[] = [PLAIN_ROUTE],
  ): Promise<GatewayUnderTest> {
    return startWith(serviceWith({ gateway: { waf, limits: { bodyKiB: 64 } }, routes }));
  }

  const json = (body: unknown, method = 'POST') => ({
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });

  it('refuses attacks in the query, the headers and the body', async () => {
    const guarded = await start({ mode: 'block' });
    const attacks = [
      await guarded.ask(INJECTION),
      await guarded.ask('/', { headers: { Cookie: "id=1' or 1=1--" } }),
      await guarded.ask('/', json({ deep: [{ id: "1' or 1=1--" }] })),
      await guarded.ask('/?file=../../../../etc/passwd'),
      await guarded.ask('/', json({ html: '<script>alert(1)</script>' })),
      await guarded.ask('/', { headers: { 'User-Agent': 'sqlmap/1.0' } }),
    ];
    expect(attacks.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(JSON.parse(attacks[0]?.body ?? '')).toMatchObject({ error: 'the request is refused' });
    expect(attacks[0]?.headers['x-content-type-options']).toBe('nosniff');
    expect(backends.received).toEqual([]);
  });

  it('refuses bodies that are not what they say', async () => {
    const guarded = await start({ mode: 'block' });
    const headers = { 'Content-Type': 'application/json' };
    const broken = await guarded.ask('/', { method: 'POST', body: '{"a":', headers });
    expect(broken.status).toBe(400);
    expect(backends.received).toEqual([]);
  });

  it('lets pass what a service is for, with every method and a body as large as it may be', async () => {
    const guarded = await start({ mode: 'block' });
    const body = {
      skills: ['SQL', "driver's licence"],
      text: 'select the best of us'.repeat(2_500),
    };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await guarded.ask('/match?limit=10&sort=-score', json(body, method))).status).toBe(
        200,
      );
    }
    expect((await guarded.ask('/match', { method: 'OPTIONS' })).status).toBe(200);
    expect(backends.received.map(({ method }) => method)).toEqual([
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
    ]);
    expect(backends.received[0]?.body).toBe(JSON.stringify(body));
  });

  it('only tells of attacks in the mode detect', async () => {
    const watched = await start({ mode: 'detect' });
    expect((await watched.ask(INJECTION)).status).toBe(200);
    expect(watched.errors).toContain(`[id "${SQL_RULE}"]`);
  });

  it('refuses from the score that is asked for', async () => {
    const patient = await start({ mode: 'block', anomalyThreshold: 100 });
    expect((await patient.ask(INJECTION)).status).toBe(200);
  });

  it('leaves rules out for all routes', async () => {
    const guarded = await start({ mode: 'block', excludedRules: [SQL_RULE] });
    expect((await guarded.ask(INJECTION)).status).toBe(200);
    expect((await guarded.ask('/?file=../../../../etc/passwd')).status).toBe(403);
  });

  it('leaves rules out for one route alone', async () => {
    const guarded = await start({ mode: 'block' }, [
      { ...PLAIN_ROUTE, excludedRules: [SQL_RULE] },
      { name: 'strict', path: '/strict', fallback: 'none' },
    ]);
    expect((await guarded.ask(INJECTION)).status).toBe(200);
    expect((await guarded.ask(`/strict${INJECTION}`)).status).toBe(403);
    expect((await guarded.ask(INJECTION)).status).toBe(200);
  });
});
