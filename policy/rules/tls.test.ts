import { judge, overriding } from '../support/judge';
import { tls } from './tls';

const withTls = (settings: object) => ({ service: { gateway: { tls: settings } } });

const SECRET = { mode: 'secret', secret: 'orders-tls' };

describe('tls', () => {
  it.each([
    ['a given certificate', withTls(SECRET)],
    [
      'an issuer',
      withTls({ mode: 'issuer', issuer: { name: 'ca' }, hosts: ['orders.example.com'] }),
    ],
    ['plain HTTP outside of production', { ...withTls({ mode: 'off' }), stack: 'orders-staging' }],
  ])('passes %s', (_, situation) => {
    expect(judge(tls, situation)).toEqual([]);
  });

  it.each([
    ['off', withTls({ mode: 'off' })],
    ['missing, which is off', {}],
  ])('refuses TLS that is %s', (_, situation) => {
    expect(judge(tls, situation)).toEqual([
      "mandatory: 'gateway.tls.mode' (off) must be secret or issuer in production; set it in the service file or in cutover:overrides",
    ]);
  });

  it('asks browsers to insist for as long as is configured, to the second', () => {
    const situation = withTls({ ...SECRET, hsts: { maxAge: '60s' } });
    expect(judge(tls, situation, { leastHstsSeconds: 60 })).toEqual([]);
    expect(judge(tls, situation, { leastHstsSeconds: 61 })).toEqual([
      "mandatory: 'gateway.tls.hsts.maxAge' (60s) must be 61s at least; set it in the service file or in cutover:overrides",
    ]);
  });

  it('is exempted by an override, and says so', () => {
    expect(judge(tls, { config: overriding('tls') })).toEqual([
      expect.stringMatching(
        /^advisory: Overridden, agreed in CHG-1234 \(ops\): 'gateway.tls.mode'/,
      ),
    ]);
  });
});
