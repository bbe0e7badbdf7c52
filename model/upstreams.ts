import { createHash } from 'node:crypto';
import { GATEWAY_PATHS, type AgentSettings } from './agent-settings';
import { FULL_SHARE, NO_SHARE, type Share } from './share';

/** The upstream to which split routes pass. */
export const SPLIT_UPSTREAM = 'cutover_split';

/** A rendered `upstreams.conf` and the hash by which NGINX is asked whether it serves it. */
export interface UpstreamsFile {
  readonly text: string;
  /** First 16 hex digits of the SHA-256 of everything in the file but the hash itself. */
  readonly hash: string;
}

/**
 * Renders the part of NGINX's configuration that changes with the share.
 *
 * `weight=0` does not parse in NGINX, so at 0 V2 is left out and at 100 V1 is. `zone` makes all workers
 * share one set of counters, which keeps the split exact (0.00 points of error; without it each worker
 * starts its own round). `max_fails=0` because one server stands for a whole version: the default would
 * take the version out for 10 s after a single failure.
 */
export function renderUpstreams(
  settings: AgentSettings,
  share: Share,
  configSocket: string = GATEWAY_PATHS.configSocket,
): UpstreamsFile {
  const upstream = renderSplit(settings, share);
  const hash = createHash('sha256').update(upstream).digest('hex').slice(0, 16);
  return { text: upstream + renderConfigServer(hash, share, configSocket), hash };
}

function renderSplit({ upstreams, keepalive }: AgentSettings, share: Share): string {
  const server = (to: { address: string; port: number }, weight: number): string =>
    `    server ${hostPort(to)} weight=${weight} max_fails=0;`;
  return [
    `upstream ${SPLIT_UPSTREAM} {`,
    `    zone ${SPLIT_UPSTREAM} 256k;`,
    ...(share < FULL_SHARE ? [server(upstreams.v1, FULL_SHARE - share)] : []),
    ...(share > NO_SHARE ? [server(upstreams.v2, share)] : []),
    `    keepalive ${keepalive.connections};`,
    `    keepalive_requests ${keepalive.requests};`,
    `    keepalive_time ${keepalive.timeSeconds}s;`,
    `    keepalive_timeout ${keepalive.timeoutSeconds}s;`,
    '}',
    '',
  ].join('\n');
}

/** NGINX itself says which configuration a new connection gets: only what it answers is confirmed. */
function renderConfigServer(hash: string, share: Share, configSocket: string): string {
  return [
    'server {',
    `    listen unix:${configSocket};`,
    '    access_log off;',
    '    keepalive_timeout 0;',
    '    default_type application/json;',
    `    location = /config { return 200 '{"hash":"${hash}","share":${share}}'; }`,
    '    location / { return 404; }',
    '}',
    '',
  ].join('\n');
}

function hostPort({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
