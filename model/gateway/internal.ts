import { GATEWAY_PATHS } from '../agent-settings';
import { block, directive, type Directive } from './emit';
import { secondHop } from './mirror';
import { scriptLocations } from './script';
import type { Wiring } from './wiring';

/** The server on the socket that only this pod's NGINX and agent can reach. */
export function internalServer(wiring: Wiring): Directive[] {
  const locations = [...scriptLocations(wiring), ...secondHop(wiring)];
  if (locations.length === 0) return [];
  return [
    block(
      'server',
      [],
      [
        directive('listen', `unix:${GATEWAY_PATHS.internalSocket}`),
        directive('access_log', 'off'),
        ...locations,
        block('location', ['/'], [directive('return', 404)]),
      ],
    ),
  ];
}
