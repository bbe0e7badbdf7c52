import type { Namespace, Pod, Policy, PolicyPeer, PolicyPort, PolicyRule } from './kube-objects';
import { selects } from './selector';

/** All that decides about packets. */
export interface World {
  readonly policies: readonly Policy[];
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
}

export type Direction = 'ingress' | 'egress';

/** @returns the matches of nftables, one per line, under each of which a rule allows a packet of an isolated pod. */
export function matchesOf(
  rule: PolicyRule,
  policy: Policy,
  direction: Direction,
  pod: Pod,
  world: World,
): string[] {
  const far = direction === 'ingress' ? 'saddr' : 'daddr';
  const selected = world.pods.filter((other) =>
    rule.peers.some((peer) => isPeer(peer, policy, other, world)),
  );
  const addresses = sorted(selected.map(({ address }) => address));
  const matches = [
    ...(rule.peers.length === 0 ? [''] : []),
    ...(addresses.length === 0 ? [] : [`ip ${far} { ${addresses.join(', ')} }`]),
    ...rule.peers.flatMap(({ ipBlock }) =>
      // The pod network knows only IPv4.
      ipBlock === undefined || ipBlock.cidr.includes(':')
        ? []
        : [
            [ipBlock.cidr, ...(ipBlock.except ?? []).map((cidr) => `!= ${cidr}`)]
              .map((cidr) => `ip ${far} ${cidr}`)
              .join(' '),
          ],
    ),
  ];
  if (rule.ports.length === 0) return matches;
  const everyone = rule.peers.length === 0 ? world.pods : selected;
  return rule.ports.flatMap((port) => {
    if (typeof port.port !== 'string') return matches.map((match) => joined(match, portOf(port)));
    // A name stands for the port of the pod that is reached.
    if (direction === 'egress') return everyone.flatMap((peer) => toNamed(peer, port));
    const numbers = namedPorts(pod, port);
    return numbers.flatMap((number) =>
      matches.map((match) => joined(match, portOf({ ...port, port: number }))),
    );
  });
}

function isPeer(peer: PolicyPeer, policy: Policy, pod: Pod, { namespaces }: World): boolean {
  const { podSelector, namespaceSelector } = peer;
  if (podSelector === undefined && namespaceSelector === undefined) return false;
  if (podSelector !== undefined && !selects(podSelector, pod.labels)) return false;
  if (namespaceSelector === undefined) return pod.namespace === policy.namespace;
  const namespace = namespaces.find(({ name }) => name === pod.namespace);
  return namespace !== undefined && selects(namespaceSelector, namespace.labels);
}

function toNamed(peer: Pod, port: PolicyPort): string[] {
  return namedPorts(peer, port).map((number) =>
    joined(`ip daddr { ${peer.address} }`, portOf({ ...port, port: number })),
  );
}

function namedPorts({ ports }: Pod, { port, protocol }: PolicyPort): number[] {
  return ports
    .filter((named) => named.name === port && named.protocol === protocol)
    .map((named) => named.port);
}

function portOf({ protocol, port, endPort }: PolicyPort): string {
  const name = protocol.toLowerCase();
  if (port === undefined) return `meta l4proto ${name}`;
  return `${name} dport ${port}${endPort === undefined ? '' : `-${endPort}`}`;
}

const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(' ');

/** The order of a watch means nothing; without it equal worlds give equal rules. */
const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
