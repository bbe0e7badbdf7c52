import { readPolicy, type Pod } from './kube-objects';
import { matchesOf, type Direction } from './matches';

const web: Pod = {
  namespace: 'shop',
  labels: { app: 'web' },
  address: '10.244.0.2',
  ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
};
const api: Pod = {
  namespace: 'shop',
  labels: { app: 'api' },
  address: '10.244.0.3',
  ports: [{ name: 'http', protocol: 'TCP', port: 9090 }],
};
const foreign: Pod = { ...api, namespace: 'other', address: '10.244.0.4' };
const namespaces = [
  { name: 'shop', labels: { team: 'a' } },
  { name: 'other', labels: { team: 'b' } },
];

/** The matches of a policy's only rule, for the pod `web`. */
function matches(direction: Direction, rule: object): string[] {
  const policy = readPolicy({
    metadata: { name: 'p', namespace: 'shop' },
    spec: { policyTypes: ['Ingress', 'Egress'], [direction]: [rule] },
  });
  const [only] = policy[direction] ?? [];
  if (only === undefined) throw new Error('no rule');
  return matchesOf(only, policy, direction, web, {
    policies: [],
    pods: [web, api, foreign],
    namespaces,
  });
}

const from = (...peers: object[]) => matches('ingress', { from: peers });

describe('peers', () => {
  it('are everyone when none are named', () => {
    expect(matches('ingress', {})).toEqual(['']);
    expect(matches('ingress', { from: [], ports: [] })).toEqual(['']);
  });

  it('by pod selector alone are pods of the policy’s own namespace', () => {
    expect(from({ podSelector: { matchLabels: { app: 'api' } } })).toEqual([
      'ip saddr { 10.244.0.3 }',
    ]);
  });

  it('by namespace selector alone are all pods of those namespaces', () => {
    expect(from({ namespaceSelector: {} })).toEqual([
      'ip saddr { 10.244.0.2, 10.244.0.3, 10.244.0.4 }',
    ]);
    expect(from({ namespaceSelector: { matchLabels: { team: 'b' } } })).toEqual([
      'ip saddr { 10.244.0.4 }',
    ]);
  });

  it('by both selectors satisfy both', () => {
    const podSelector = { matchLabels: { app: 'web' } };
    expect(from({ podSelector, namespaceSelector: { matchLabels: { team: 'b' } } })).toEqual([]);
  });

  it('in two entries are either', () => {
    const both = from(
      { podSelector: { matchLabels: { app: 'web' } } },
      { namespaceSelector: { matchLabels: { team: 'b' } } },
    );
    expect(both).toEqual(['ip saddr { 10.244.0.2, 10.244.0.4 }']);
  });

  it('by network leave out the exceptions, and networks of IPv6, which no pod has', () => {
    const blocks = from(
      { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.1.2.0/24'] } },
      { ipBlock: { cidr: '::/0' } },
    );
    expect(blocks).toEqual(['ip saddr 10.0.0.0/8 ip saddr != 10.1.0.0/16 ip saddr != 10.1.2.0/24']);
  });

  it('that select no pod allow nothing', () => {
    expect(from({ podSelector: { matchLabels: { app: 'gone' } } })).toEqual([]);
  });

  it('are the destination on the way out', () => {
    const to = [{ podSelector: { matchLabels: { app: 'api' } } }];
    expect(matches('egress', { to })).toEqual(['ip daddr { 10.244.0.3 }']);
  });
});

describe('ports', () => {
  it('are each allowed from every peer', () => {
    const ports = [{ port: 80 }, { protocol: 'UDP', port: 53 }];
    const peers = [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '192.168.0.0/16' } }];
    expect(matches('ingress', { from: peers, ports })).toEqual([
      'ip saddr 10.0.0.0/8 tcp dport 80',
      'ip saddr 192.168.0.0/16 tcp dport 80',
      'ip saddr 10.0.0.0/8 udp dport 53',
      'ip saddr 192.168.0.0/16 udp dport 53',
    ]);
  });

  it('may be a range, or all of a protocol', () => {
    expect(matches('ingress', { ports: [{ port: 8000, endPort: 8100 }] })).toEqual([
      'tcp dport 8000-8100',
    ]);
    expect(matches('ingress', { ports: [{ protocol: 'SCTP' }] })).toEqual(['meta l4proto sctp']);
  });

  it('by name are those of the pod itself on the way in', () => {
    expect(matches('ingress', { ports: [{ port: 'http' }] })).toEqual(['tcp dport 8080']);
    expect(matches('ingress', { ports: [{ port: 'grpc' }] })).toEqual([]);
    expect(matches('ingress', { ports: [{ port: 'http', protocol: 'UDP' }] })).toEqual([]);
  });

  it('by name are those of each pod that is reached on the way out', () => {
    const to = [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8' } }];
    const named = { to, ports: [{ port: 'http' }] };
    expect(matches('egress', named)).toEqual([
      'ip daddr { 10.244.0.2 } tcp dport 8080',
      'ip daddr { 10.244.0.3 } tcp dport 9090',
    ]);
    expect(matches('egress', { ports: [{ port: 'http' }] })).toHaveLength(3);
  });
});
