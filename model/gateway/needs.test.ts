import type { V1State } from '../finalise';
import { serviceWith, type ServiceChanges } from '../../test/support/gateway/services';
import { gatewayNeeds, type GatewayNeeds } from './needs';

const PLAIN = { name: 'all', path: '/', fallback: 'none' };
const NOTHING = {
  split: 'native',
  script: false,
  fallback: false,
  rateLimit: false,
  jwt: false,
  comparator: false,
  waf: false,
  tls: false,
};

describe('gatewayNeeds', () => {
  const cases: readonly (readonly [
    what: string,
    changes: ServiceChanges,
    needs: Partial<GatewayNeeds>,
    v1State?: V1State,
  ])[] = [
    ['nothing for the least service', {}, {}],
    ['no script for the log', { gateway: { accessLog: true } }, {}],
    ['the script for a limit', { gateway: { rateLimit: {} } }, { script: true, rateLimit: true }],
    [
      'no script for a limit that no route has',
      { gateway: { rateLimit: {} }, routes: [{ ...PLAIN, rateLimit: false }] },
      {},
    ],
    [
      'the exact counter where V1 stands behind V2',
      { routes: [{ name: 'all', path: '/' }] },
      { split: 'counter', script: true, fallback: true },
    ],
    [
      'the exact counter where copies are sent',
      { routes: [{ ...PLAIN, mirrorPercent: 1 }] },
      { split: 'counter', script: true },
    ],
    [
      'the exact counter where NGINX knows the pods',
      { gateway: { balancing: 'least_conn' } },
      { split: 'counter', script: true },
    ],
    [
      'no script for users, whatever else the route has',
      { assignment: { mode: 'perUser' }, routes: [{ name: 'all', path: '/', mirrorPercent: 1 }] },
      { split: 'user', fallback: true },
    ],
    [
      'no split where all routes are pinned',
      { routes: [{ ...PLAIN, to: 'v1' }] },
      { split: 'none' },
    ],
    [
      'neither split nor fallback once V1 is removed',
      { routes: [{ name: 'all', path: '/', mirrorPercent: 1 }] },
      { split: 'none' },
      'removed',
    ],
    [
      'a check of tokens only where a route asks for one',
      {
        gateway: { jwt: { issuer: 'i', audience: 'a', jwks: { secret: 'keys' } } },
        routes: [{ ...PLAIN, jwt: true }],
      },
      { script: true, jwt: true },
    ],
    [
      'the firewall and the certificate',
      { gateway: { waf: { mode: 'detect' }, tls: { mode: 'secret', secret: 'cert' } } },
      { waf: true, tls: true },
    ],
  ];

  it.each(cases.map((one) => [...one] as const))('asks for %s', (...one) => {
    const [, changes, needs, v1State = 'serving'] = one;
    const service = serviceWith({ routes: [PLAIN], ...changes });
    expect(gatewayNeeds(service, v1State)).toEqual({ ...NOTHING, ...needs });
  });
});
