import type { AllowedPath } from '../model/isolation';
import { networkPolicies } from './network-policy-specs';

const tcp = (port: number) => ({ protocol: 'TCP', port }) as const;
const everyone = { kind: 'networks', networks: [] } as const;
const gateway = { kind: 'pods', place: 'gateway' } as const;
const nexten = { kind: 'pods', place: 'companion/nexten' } as const;
const v2 = { kind: 'pods', place: 'v2' } as const;

const paths: AllowedPath[] = [
  { from: everyone, to: gateway, ports: [tcp(8080), tcp(8443)] },
  {
    from: { kind: 'namespace', namespace: 'monitoring' },
    to: gateway,
    ports: [tcp(9180)],
  },
  { from: gateway, to: everyone, ports: [tcp(443)] },
  { from: gateway, to: v2, ports: [tcp(5070)] },
  { from: v2, to: nexten, ports: [tcp(5052)] },
  {
    from: nexten,
    to: { kind: 'networks', networks: ['10.0.0.0/8', '2001:db8::/32'] },
    ports: [tcp(5432)],
  },
];

const labels = (component: string, more: object = {}) => ({
  matchLabels: {
    'app.kubernetes.io/instance': 'shop',
    'app.kubernetes.io/component': component,
    ...more,
  },
});
const atGateway = labels('gateway');
const atV2 = labels('workload', { 'cutover.dev/version': 'v2' });
const atNexten = labels('companion', { 'cutover.dev/companion': 'nexten' });
const policies = networkPolicies('shop', paths);
const spec = (role: string) => policies.find((policy) => policy.role === role)?.spec;

describe('the network policies', () => {
  it('are one against everything, one for each place, and two for each pair', () => {
    expect(policies.map(({ role }) => role)).toEqual([
      'default-deny',
      'gateway',
      'v2',
      'nexten',
      'gateway-to-v2',
      'v2-from-gateway',
      'v2-to-nexten',
      'nexten-from-v2',
    ]);
  });

  it('refuse everything in both directions by default', () => {
    expect(spec('default-deny')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('let in and out of a place what lies outside of the service', () => {
    const monitoring = { 'kubernetes.io/metadata.name': 'monitoring' };
    expect(spec('gateway')).toEqual({
      podSelector: atGateway,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { ports: [tcp(8080), tcp(8443)] },
        { from: [{ namespaceSelector: { matchLabels: monitoring } }], ports: [tcp(9180)] },
      ],
      egress: [{ ports: [tcp(443)] }],
    });
    expect(spec('nexten')).toEqual({
      podSelector: atNexten,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [
        {
          to: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '2001:db8::/32' } }],
          ports: [tcp(5432)],
        },
      ],
    });
  });

  it('let one place reach another, at both ends, and not the other way round', () => {
    expect(spec('v2-to-nexten')).toEqual({
      podSelector: atV2,
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: atNexten }], ports: [tcp(5052)] }],
    });
    expect(spec('nexten-from-v2')).toEqual({
      podSelector: atNexten,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: atV2 }], ports: [tcp(5052)] }],
    });
  });

  it('give up a pair by objects of its own, and change no other', () => {
    const fewer = networkPolicies(
      'shop',
      paths.filter(({ to }) => to !== nexten),
    );
    const gone = policies.filter(({ role }) => !fewer.some((policy) => policy.role === role));
    expect(gone.map(({ role }) => role)).toEqual(['v2-to-nexten', 'nexten-from-v2']);
    expect(policies).toEqual(expect.arrayContaining(fewer));
  });
});
