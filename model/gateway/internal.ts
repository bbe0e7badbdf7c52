import { GATEWAY_PATHS, STATUS_PATH } from '../agent-settings';
import { compareSecondHop } from './compare';
import { block, directive, type Directive } from './emit';
import { mirrorSecondHop } from './mirror';
import { countOwnRequests } from './request-log';
import { scriptLocations } from './script';
import type { Wiring } from './wiring';

/** The server on the socket that only this pod's NGINX and agent can reach. */
export function internalServer(wiring: Wiring): Directive {
  return block(
    'server',
    [],
    [
      directive('listen', `unix:${GATEWAY_PATHS.internalSocket}`),
      countOwnRequests,
      // What NGINX itself says of how many requests it has taken.
      block('location', ['=', STATUS_PATH], [directive('stub_status')]),
      ...scriptLocations(wiring),
      ...mirrorSecondHop(wiring),
      ...compareSecondHop(wiring),
      block('location', ['/'], [directive('return', 404)]),
    ],
  );
}
