import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { InvalidInputError } from '../../model/problem';
import { addresses } from '../cluster/addresses';

/** Where the load goes: an address, never a name that somebody else's DNS decides. */
export interface Target {
  readonly address: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** The value of the Host header. */
  readonly host: string;
  /** Whether requests go over TLS. */
  readonly tls: boolean;
}

/** The embedded cluster's pod, service and node ranges. */
const { podRange, serviceRange, nodeRange } = addresses;
const CLUSTER_RANGES = [podRange, serviceRange, nodeRange];

const loopback = blockList(['127.0.0.0/8']);
loopback.addAddress('::1', 'ipv6');
const cluster = blockList(CLUSTER_RANGES);

/** Whether this process's network namespace has a default route, so that packets may leave the machine. */
export function hasWayOut(routes = readFileSync('/proc/net/route', 'utf8')): boolean {
  return routes.split('\n').some((line) => line.split('\t')[1] === '00000000');
}

/**
 * Load is for this machine alone: loopback always, and the embedded cluster's addresses from inside its
 * network namespace. From outside, packets to those addresses would leave the machine.
 *
 * @param wayOut - whether the network namespace has a default route.
 * @throws InvalidInputError for every other target; nothing overrides it.
 */
export function parseTarget(url: string, wayOut: () => boolean = hasWayOut): Target {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    const mend = 'give for example http://127.0.0.1:8080/match';
    throw refused(url, 'be an http:// or https:// URL', mend);
  }
  const name = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const address = name === 'localhost' ? '127.0.0.1' : name;
  const family = isIP(address);
  const inside = (list: BlockList): boolean => list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  if (family === 0 || !(inside(loopback) || inside(cluster))) {
    const rule = `name localhost, a loopback address or one in ${CLUSTER_RANGES.join(', ')}`;
    throw refused(url, rule, 'aim at a service of the embedded cluster or of this machine');
  }
  if (!inside(loopback) && wayOut()) {
    const rule = 'be reached from inside the network namespace of the embedded cluster';
    throw refused(url, rule, `run this by 'npm run cluster -- exec -- …'`);
  }
  const tls = parsed.protocol === 'https:';
  const port = parsed.port === '' ? (tls ? 443 : 80) : Number(parsed.port);
  return { address, port, path: parsed.pathname + parsed.search, host: parsed.host, tls };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/');
    list.addSubnet(network ?? '', Number(bits), 'ipv4');
  }
  return list;
}

function refused(url: string, rule: string, mend: string): InvalidInputError {
  return new InvalidInputError('load', [{ field: 'url', got: JSON.stringify(url), rule, mend }]);
}
