import { directive, type Directive } from './emit';
import type { Wiring } from './wiring';

/** Header lines of a request; browsers send some 20. */
const MOST_HEADERS = 100;

/** Buffers for long header lines: all headers together fit into this many of the longest. */
const HEADER_BUFFERS = 4;

/** What a client may send, and how slowly. */
export function clientLimits({ gateway }: Wiring): Directive[] {
  const { bodyKiB, headerKiB, clientSeconds } = gateway.limits;
  const patience = `${clientSeconds}s`;
  return [
    directive('client_max_body_size', `${bodyKiB}k`),
    directive('client_body_buffer_size', '64k'),
    directive('client_header_buffer_size', '1k'),
    directive('large_client_header_buffers', HEADER_BUFFERS, `${headerKiB}k`),
    directive('max_headers', MOST_HEADERS),
    directive('client_header_timeout', patience),
    directive('client_body_timeout', patience),
    directive('send_timeout', patience),
    // Frees what a client that stopped reading holds at once.
    directive('reset_timedout_connection', 'on'),
    // A version may take X_User and X-User for the same: NGINX drops names with anything but letters, digits and -.
    directive('ignore_invalid_headers', 'on'),
    directive('underscores_in_headers', 'off'),
  ];
}
