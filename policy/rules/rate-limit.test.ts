import { judge, overriding } from '../support/judge';
import { rateLimit } from './rate-limit';

const withLimit = (settings: object) => ({ service: { gateway: { rateLimit: settings } } });

const refusal = (field: string, got: string, rule: string) =>
  `mandatory: '${field}' (${got}) must ${rule}; set it in the service file or in cutover:overrides`;

describe('rate-limit', () => {
  it.each([
    ['the limit that a service has by itself', {}],
    ['exempt networks that are not all', withLimit({ exempt: ['10.0.0.0/8'] })],
    ['as much as is allowed, on the boundary', withLimit({ requests: 10, per: '1s' })],
    ['none outside of production', { ...withLimit({ enabled: false }), stack: 'orders-staging' }],
    [
      'one route of several that is not counted',
      {
        service: {
          routes: [
            { name: 'a', path: '/a', rateLimit: false },
            { name: 'b', path: '/b' },
          ],
        },
      },
    ],
  ])('passes %s', (_, situation) => {
    expect(judge(rateLimit, situation)).toEqual([]);
  });

  it('refuses none', () => {
    expect(judge(rateLimit, withLimit({ enabled: false }))).toEqual([
      refusal('gateway.rateLimit.enabled', 'false', 'be true in production'),
    ]);
  });

  it('refuses one request more than is allowed', () => {
    expect(judge(rateLimit, withLimit({ requests: 36_001 }))).toEqual([
      refusal('gateway.rateLimit.requests', '36001 per 1h', 'be 36000 per 1h at most'),
    ]);
  });

  it.each(['0.0.0.0/0', '::/0'])('refuses one network more that exempts everyone: %s', (all) => {
    expect(judge(rateLimit, withLimit({ exempt: ['10.0.0.0/8', all] }))).toEqual([
      refusal('gateway.rateLimit.exempt', all, 'not exempt every client'),
    ]);
  });

  it('refuses a limit that counts no route', () => {
    const service = { routes: [{ name: 'a', path: '/', rateLimit: false }] };
    expect(judge(rateLimit, { service })).toEqual([
      refusal('routes[].rateLimit', 'false', 'be true for one route at least'),
    ]);
  });

  it('has a bound that can be configured', () => {
    expect(judge(rateLimit, {}, { mostPerHour: 999 })).toHaveLength(1);
    expect(judge(rateLimit, {}, { mostPerHour: 1_000 })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const situation = { ...withLimit({ enabled: false }), config: overriding('rate-limit') };
    expect(judge(rateLimit, situation)).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ in production/),
    ]);
  });
});
