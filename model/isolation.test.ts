import { allowedPaths, isAllowed, placeLabels, placesOf, type AllowedPath } from './isolation';
import { serviceSchema, type Service } from './service/service';

const plan = { phases: [{ name: 'all', steps: [{ share: 100 }] }] };
const shop = (more: object = {}): Service =>
  serviceSchema.parse({
    name: 'shop',
    versions: {
      v1: { image: 'shop:1', port: 5062, metrics: {} },
      v2: { image: 'shop:2', port: 5070, metrics: { port: 9090 } },
    },
    companions: { nexten: { image: 'nexten:1', port: 5052, usedBy: ['v2'] } },
    plans: { plan },
    plan: 'plan',
    ...more,
  });

const text = ({ from, to, ports }: AllowedPath): string => {
  const end = (value: AllowedPath['from']): string => {
    if (value.kind === 'pods') return value.place;
    if (value.kind === 'namespace') return `namespace ${value.namespace}`;
    return value.networks.length === 0 ? 'everyone' : value.networks.join(' ');
  };
  const list = ports.map(({ protocol, port }) => (protocol === 'UDP' ? `udp ${port}` : port));
  return `${end(from)} -> ${end(to)}: ${list.join(', ')}`;
};

const dns = (place: string): string[] => [
  `${place} -> namespace kube-system: udp 53, 53, udp 5353, 5353`,
  `${place} -> 169.254.20.10/32: udp 53, 53, udp 5353, 5353`,
];

describe('the allowed paths of a service', () => {
  it('are these, and no others', () => {
    expect(allowedPaths(shop(), false).map(text)).toEqual([
      'everyone -> gateway: 8080',
      'namespace monitoring -> gateway: 9180',
      'gateway -> gateway: 9180',
      'gateway -> everyone: 443, 6443',
      ...dns('gateway'),
      'gateway -> v1: 5062',
      'namespace monitoring -> v1: 5062',
      ...dns('v1'),
      'gateway -> v2: 5070',
      'namespace monitoring -> v2: 9090',
      ...dns('v2'),
      'v2 -> companion/nexten: 5052',
      ...dns('companion/nexten'),
    ]);
  });

  it('follow what the file declares', () => {
    const service = shop({
      gateway: {
        tls: { mode: 'secret', secret: 'shop-tls' },
        rateLimit: { enabled: false },
      },
      security: {
        clients: ['10.0.0.0/8', '192.168.0.0/16'],
        dnsServers: ['10.245.0.1/32'],
        apiServers: ['10.245.0.1/32'],
        monitoringNamespace: 'observability',
        egress: {
          v2: [{ to: '10.9.0.0/16', ports: [5432, 6379] }],
          companions: { nexten: [{ to: '10.8.0.0/16', ports: [443] }] },
        },
      },
    });
    expect(allowedPaths(service, false).map(text)).toEqual(
      expect.arrayContaining([
        '10.0.0.0/8 192.168.0.0/16 -> gateway: 8080, 8443',
        'namespace observability -> v2: 9090',
        'gateway -> 10.245.0.1/32: 443, 6443',
        'v1 -> 169.254.20.10/32 10.245.0.1/32: udp 53, 53, udp 5353, 5353',
        'v2 -> 10.9.0.0/16: 5432, 6379',
        'companion/nexten -> 10.8.0.0/16: 443',
      ]),
    );
    expect(allowedPaths(service, false).map(text)).not.toContain('gateway -> gateway: 9180');
  });

  it.each([
    ['http://prometheus.observability:9090', 'guard -> namespace observability: 9090'],
    ['http://prometheus.observability.svc', 'guard -> namespace observability: 80'],
    ['https://p.observability.svc.cluster.local', 'guard -> namespace observability: 443'],
    ['http://10.1.2.3:9090', 'guard -> 10.1.2.3/32: 9090'],
    ['http://[fd00::7]:9090', 'guard -> fd00::7/128: 9090'],
    ['https://metrics.example.com', 'guard -> everyone: 443'],
  ])('let the guard reach its Prometheus at %s', (prometheus, path) => {
    const paths = allowedPaths(shop({ monitoring: { prometheus } }), false).map(text);
    expect(paths.filter((one) => one.includes('guard'))).toEqual([
      'namespace monitoring -> guard: 9181',
      path,
      'guard -> everyone: 443, 6443',
      ...dns('guard'),
    ]);
  });

  it('hold nothing of a guard where nothing is judged', () => {
    const off = { monitoring: { prometheus: 'http://p.monitoring:9090', gates: 'off' } };
    expect(placesOf(allowedPaths(shop(off), false))).not.toContain('guard');
  });

  it('hold nothing of V1 once it is removed', () => {
    expect(placesOf(allowedPaths(shop(), true))).toEqual(['gateway', 'v2', 'companion/nexten']);
  });

  it.each([
    ['gateway', 'v2', 5070, true],
    ['gateway', 'v2', 9090, false],
    ['v2', 'gateway', 8080, false],
    ['v1', 'v2', 5070, false],
    ['v1', 'companion/nexten', 5052, false],
    ['v2', 'companion/nexten', 5052, true],
    ['companion/nexten', 'v2', 5070, false],
    ['gateway', 'companion/nexten', 5052, false],
  ] as const)('tell of %s to %s at %i: %s', (from, to, port, allowed) => {
    expect(isAllowed(allowedPaths(shop(), false), from, to, port)).toBe(allowed);
  });
});

describe('the labels of a place', () => {
  it('tell its pods from all others', () => {
    expect(placeLabels('shop', 'gateway')).toEqual({
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/component': 'gateway',
    });
    expect(placeLabels('shop', 'v1')).toEqual({
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/component': 'workload',
      'cutover.dev/version': 'v1',
    });
    expect(placeLabels('shop', 'companion/nexten')).toEqual({
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/component': 'companion',
      'cutover.dev/companion': 'nexten',
    });
  });
});
