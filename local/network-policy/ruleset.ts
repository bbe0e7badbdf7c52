import type { Pod } from './kube-objects';
import { matchesOf, type Direction, type World } from './matches';
import { selects } from './selector';

const TABLE = 'cutover-network-policy';

/**
 * Translates policies to nftables, for `nft -f`: the whole table, replaced in one step. Without a policy there is no
 * table, and no packet takes a longer way.
 *
 * Packets to pods pass `forward`, those to the node itself (the API server, DNS) `input`; by then a service's address
 * has become that of the pod. What the node itself sends, the probes of the kubelet among it, passes neither, and is
 * always allowed, as the specification wants it. So is a connection that stands already, replies included.
 */
export function ruleset(world: World): string {
  const replaced = `add table ip ${TABLE}\ndelete table ip ${TABLE}\n`;
  if (world.policies.length === 0) return replaced;
  const egress = chainsOf('egress', world);
  const ingress = chainsOf('ingress', world);
  const isolated = [...new Set([...egress, ...ingress].flatMap(({ addresses }) => addresses))];
  const self = isolated.sort().map((address) => `${address} . ${address}`);
  return `${replaced}table ip ${TABLE} {
${[...egress, ...ingress].map(chainText).join('')}
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state established,related accept
${self.length === 0 ? '' : `    ip saddr . ip daddr { ${self.join(', ')} } accept\n`}${dispatch('saddr', egress)}${dispatch('daddr', ingress)}  }

  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related accept
${dispatch('saddr', egress)}  }
}
`;
}

/** The rules that some pods share. */
interface Chain {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly matches: readonly string[];
}

function chainsOf(direction: Direction, world: World): Chain[] {
  const addressesByMatches = new Map<string, string[]>();
  for (const pod of world.pods) {
    const matches = allowed(direction, pod, world);
    if (matches === undefined) continue;
    const key = matches.join('\n');
    addressesByMatches.set(key, [...(addressesByMatches.get(key) ?? []), pod.address]);
  }
  return [...addressesByMatches]
    .map(([key, addresses]) => ({ key, addresses: addresses.sort() }))
    .sort((a, b) => ((a.addresses[0] ?? '') < (b.addresses[0] ?? '') ? -1 : 1))
    .map(({ key, addresses }, index) => ({
      name: `${direction}-${index + 1}`,
      addresses,
      matches: key === '' ? [] : key.split('\n'),
    }));
}

/** @returns undefined for a pod that no policy isolates in that direction: everything is allowed. */
function allowed(direction: Direction, pod: Pod, world: World): string[] | undefined {
  const policies = world.policies.filter(
    (policy) =>
      policy[direction] !== undefined &&
      policy.namespace === pod.namespace &&
      selects(policy.podSelector, pod.labels),
  );
  if (policies.length === 0) return undefined;
  const matches = policies.flatMap((policy) =>
    (policy[direction] ?? []).flatMap((rule) => matchesOf(rule, policy, direction, pod, world)),
  );
  // A rule that allows everything is written as the match of everything.
  return [...new Set(matches.map((match) => (match === '' ? 'ip version 4' : match)))].sort();
}

/** An allowed packet goes back to where it came from: leaving one pod, it has still to enter another. */
function chainText({ name, matches }: Chain): string {
  return `  chain ${name} {
${matches.map((match) => `    ${match} return\n`).join('')}    drop
  }
`;
}

function dispatch(side: 'saddr' | 'daddr', chains: readonly Chain[]): string {
  const jumps = chains.flatMap(({ name, addresses }) =>
    addresses.map((address) => `${address} : jump ${name}`),
  );
  return jumps.length === 0 ? '' : `    ip ${side} vmap { ${jumps.join(', ')} }\n`;
}
