import { block, directive, type Directive } from './emit';
import type { Wiring } from './wiring';

/** `1` where the connection comes from a trusted proxy. */
export const TRUSTED_PEER = '$cutover_trusted_peer';

/** Takes the client's address from X-Forwarded-For, if and only if a trusted proxy has sent it. */
export function clientAddress({ gateway }: Wiring): Directive[] {
  const { trustedProxies } = gateway;
  if (trustedProxies.length === 0) return [];
  return [
    ...trustedProxies.map((network) => directive('set_real_ip_from', canonical(network))),
    directive('real_ip_header', 'X-Forwarded-For'),
    // From the right, the first address that is not a trusted proxy's: what stands left of it may be invented.
    directive('real_ip_recursive', 'on'),
    networks('$realip_remote_addr', TRUSTED_PEER, trustedProxies),
  ];
}

/** @returns a variable that is `1` for addresses in the networks, otherwise empty. */
export function networks(address: string, variable: string, members: readonly string[]): Directive {
  return block(
    'geo',
    [address, variable],
    [directive('default', ''), ...members.map((network) => directive(canonical(network), 1))],
  );
}

/** @returns a network as NGINX reads it: `::` must stand for more than one group. */
function canonical(network: string): string {
  const [address = '', bits = ''] = network.split('/');
  return address.includes(':')
    ? `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${bits}`
    : network;
}
