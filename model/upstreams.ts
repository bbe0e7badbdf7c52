import { createHash } from 'node:crypto';
import { COPY_NAMES, GATEWAY_PATHS, type AgentSettings } from './agent-settings';
import { UPSTREAMS, VARIABLES } from './gateway/names';
import { OWN_REQUEST, REQUEST_LOG_BUFFER } from './gateway/request-log';
import type { Share } from './share';
import { renderAssignment } from './upstreams-assignment';
import type { Dynamics } from './upstreams-dynamics';
import { renderGroups } from './upstreams-groups';

/** The upstream to which split routes pass. */
export const SPLIT_UPSTREAM = UPSTREAMS.split;

/** A rendered `upstreams.conf` and the hash by which NGINX is asked whether it serves it. */
export interface UpstreamsFile {
  readonly text: string;
  /** First 16 hex digits of the SHA-256 of everything in the file but the hash itself. */
  readonly hash: string;
}

/**
 * Renders the part of NGINX's configuration that changes while a gateway pod lives: the upstreams, which version
 * a request is assigned, the certificate and the key set. Only what the settings ask for is in it.
 *
 * @param folder - where NGINX finds what the agent shares with it.
 */
export function renderUpstreams(
  settings: AgentSettings,
  dynamics: Dynamics,
  folder: string = GATEWAY_PATHS.shared,
): UpstreamsFile {
  const text = [
    ...renderGroups(settings, dynamics),
    ...renderAssignment(settings, dynamics),
    ...renderCopies(dynamics, folder),
    '',
  ].join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { text: text + renderConfigServer(hash, dynamics.share, folder), hash };
}

/** The files are named after their content, so a renewed one is another configuration. */
function renderCopies({ certificate, jwks }: Dynamics, folder: string): string[] {
  return [
    ...(certificate === undefined
      ? []
      : [
          `ssl_certificate ${folder}/${COPY_NAMES.certificate(certificate)};`,
          `ssl_certificate_key ${folder}/${COPY_NAMES.key(certificate)};`,
        ]),
    ...(jwks === undefined
      ? []
      : [`map "" $${VARIABLES.jwks} { default ${folder}/${COPY_NAMES.jwks(jwks)}; }`]),
  ];
}

/** NGINX itself says which configuration a new connection gets: only what it answers is confirmed. */
function renderConfigServer(hash: string, share: Share, folder: string): string {
  const inFolder = (path: string): string => folder + path.slice(GATEWAY_PATHS.shared.length);
  const log = [inFolder(GATEWAY_PATHS.requestLog), OWN_REQUEST, ...REQUEST_LOG_BUFFER];
  return [
    'server {',
    `    listen unix:${inFolder(GATEWAY_PATHS.configSocket)};`,
    `    access_log ${log.join(' ')};`,
    '    keepalive_timeout 0;',
    '    default_type application/json;',
    `    location = /config { return 200 '{"hash":"${hash}","share":${share}}'; }`,
    '    location / { return 404; }',
    '}',
    '',
  ].join('\n');
}

/** @returns the hash that a file says of itself; `undefined` when it is none of {@link renderUpstreams}. */
export function hashIn(text: string): string | undefined {
  return /"hash":"([0-9a-f]{16})"/.exec(text)?.[1];
}
