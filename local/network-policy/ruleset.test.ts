import { readPolicy, type Pod } from './kube-objects';
import type { World } from './matches';
import { ruleset } from './ruleset';

const pod = (app: string, address: string): Pod => ({
  namespace: 'shop',
  labels: { app },
  address,
  ports: [],
});
const pods = [
  pod('web', '10.244.0.2'),
  pod('api', '10.244.0.3'),
  pod('web', '10.244.0.4'),
  { ...pod('web', '10.244.0.9'), namespace: 'other' },
];
const policy = (name: string, spec: object) =>
  readPolicy({ metadata: { name, namespace: 'shop' }, spec });
const world = (...policies: World['policies']): World => ({
  policies,
  pods,
  namespaces: [{ name: 'shop', labels: {} }],
});
const ofWeb = { podSelector: { matchLabels: { app: 'web' } } };

/** The lines of a chain, without the table’s indentation. */
function chain(text: string, name: string): string[] | undefined {
  const body = new RegExp(`^  chain ${name} \\{\\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)^  \\}`, 'm').exec(
    text,
  );
  return body?.[1]
    ?.trim()
    .split('\n')
    .map((line) => line.trim());
}

describe('ruleset', () => {
  it('is no table where there is no policy', () => {
    expect(ruleset(world())).toBe(
      'add table ip cutover-network-policy\ndelete table ip cutover-network-policy\n',
    );
  });

  it('drops what isolated pods may not get, and leaves all others alone', () => {
    const text = ruleset(world(policy('deny', { ...ofWeb, policyTypes: ['Ingress'] })));
    expect(chain(text, 'ingress-1')).toEqual(['drop']);
    expect(chain(text, 'forward')).toEqual([
      'type filter hook forward priority filter; policy accept;',
      'ct state established,related accept',
      'ip saddr . ip daddr { 10.244.0.2 . 10.244.0.2, 10.244.0.4 . 10.244.0.4 } accept',
      'ip daddr vmap { 10.244.0.2 : jump ingress-1, 10.244.0.4 : jump ingress-1 }',
    ]);
    expect(chain(text, 'input')).toEqual([
      'type filter hook input priority filter; policy accept;',
      'ct state established,related accept',
    ]);
  });

  it('sends what may leave a pod on to the rules of the pod that it enters', () => {
    const text = ruleset(
      world(
        policy('out', { ...ofWeb, policyTypes: ['Egress'], egress: [{ ports: [{ port: 80 }] }] }),
        policy('in', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{}] }),
      ),
    );
    expect(chain(text, 'egress-1')).toEqual(['tcp dport 80 return', 'drop']);
    expect(chain(text, 'ingress-1')).toEqual(['ip version 4 return', 'drop']);
    expect(chain(text, 'forward')?.slice(-2)).toEqual([
      'ip saddr vmap { 10.244.0.2 : jump egress-1, 10.244.0.4 : jump egress-1 }',
      'ip daddr vmap { 10.244.0.3 : jump ingress-1 }',
    ]);
  });

  it('holds packets to the node itself to the rules of the pod that they leave', () => {
    const text = ruleset(world(policy('out', { ...ofWeb, policyTypes: ['Egress'] })));
    expect(chain(text, 'input')?.at(-1)).toBe(
      'ip saddr vmap { 10.244.0.2 : jump egress-1, 10.244.0.4 : jump egress-1 }',
    );
  });

  it('adds up the policies of a pod', () => {
    const rules = (port: number) => ({ ...ofWeb, ingress: [{ ports: [{ port }] }] });
    const text = ruleset(world(policy('a', rules(80)), policy('b', rules(443))));
    expect(chain(text, 'ingress-1')).toEqual([
      'tcp dport 443 return',
      'tcp dport 80 return',
      'drop',
    ]);
  });

  it('is the same whatever the order in which the world was seen', () => {
    const policies = [
      policy('a', { ...ofWeb, ingress: [{ from: [{ podSelector: {} }] }] }),
      policy('b', { podSelector: {}, policyTypes: ['Egress'] }),
    ];
    const one = ruleset(world(...policies));
    const other = ruleset({ ...world(...policies.toReversed()), pods: pods.toReversed() });
    expect(other).toBe(one);
  });
});
