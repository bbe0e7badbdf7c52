import { GATEWAY_PATHS } from '../agent-settings';
import { assignmentMaps } from './assignment';
import { clientAddress } from './client-address';
import { block, directive, type Directive } from './emit';
import { errorMaps } from './errors';
import { lateMaps } from './fallback';
import { forwardedHeaders, forwardMaps } from './forward';
import { internalServer } from './internal';
import { compareMaps, comparePercents } from './compare';
import { sampleMaps } from './copies';
import { clientLimits } from './limits';
import { logFormat } from './log';
import { mirrorMaps, mirrorPercents } from './mirror';
import { refusalMaps } from './paths';
import { replyHeaderMaps } from './reply-headers';
import { requestLogFormats, requestLogMaps } from './request-log';
import { scriptImport, scriptMaps } from './script';
import { servers } from './servers';
import { redirectMaps } from './tls';
import type { Wiring } from './wiring';

/**
 * Seconds for which a client's connection stays usable after a reload or the order to quit. It must exceed
 * the usual pause between two requests of a client: within it, the next request is still answered, with
 * `Connection: close`; this is what makes a reload lossless (0 failed of 604,000 POSTs over 150 reloads,
 * against 4 to 6 for each reload without it). Needs NGINX 1.27.4.
 */
const KEEPALIVE_MIN_SECONDS = 10;

/** Where NGINX may write: everything else is read-only. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

/** The `http` block. */
export function http(wiring: Wiring): Directive {
  return block(
    'http',
    [],
    [
      directive('server_tokens', 'off'),
      ...TEMPORARY.map((kind) => directive(`${kind}_temp_path`, `/tmp/${kind.replace('_', '-')}`)),
      ...hashSizes,
      // A variable that no location has set is empty, and that is meant.
      directive('uninitialized_variable_warn', 'off'),

      directive('keepalive_timeout', '75s'),
      directive('keepalive_requests', 100_000),
      directive('keepalive_min_timeout', `${KEEPALIVE_MIN_SECONDS}s`),
      ...clientLimits(wiring),
      ...clientAddress(wiring),

      ...scriptImport(wiring),
      ...assignmentMaps(wiring),
      ...requestLogFormats(wiring),
      directive('include', GATEWAY_PATHS.upstreams),
      ...requestLogMaps(wiring),
      ...refusalMaps(wiring.routes),
      ...scriptMaps(wiring),
      ...lateMaps(wiring),
      ...sampleMaps([...mirrorPercents(wiring), ...comparePercents(wiring)]),
      ...mirrorMaps(wiring),
      ...compareMaps(wiring),
      ...forwardMaps(wiring),
      ...replyHeaderMaps(wiring),
      ...redirectMaps(wiring),
      ...errorMaps,
      ...logFormat(wiring),

      ...forwardedHeaders(wiring),
      ...servers(wiring),
      internalServer(wiring),
    ],
  );
}

/** Room for the longest names that a service file may hold; NGINX refuses to start with too little. */
const hashSizes: readonly Directive[] = [
  directive('map_hash_bucket_size', 512),
  directive('map_hash_max_size', 8_192),
  directive('variables_hash_bucket_size', 128),
  directive('variables_hash_max_size', 4_096),
  directive('proxy_headers_hash_bucket_size', 128),
  directive('proxy_headers_hash_max_size', 1_024),
];
