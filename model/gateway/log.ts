import { directive, map, OTHERWISE, type Directive } from './emit';
import { VALUES } from './names';
import { countRequests } from './request-log';
import type { Wiring } from './wiring';

const FORMAT = 'cutover';
const FELL_BACK = '$cutover_fell_back';
const MEANT_FOR_V2 = '$cutover_meant_for_v2';

/**
 * One line of JSON for each request. Nothing in it belongs to a person: the route's name instead of the path, no
 * query, no address, no agent, no cookie.
 */
const LINE = [
  '"time":"$time_iso8601"',
  '"requestId":"$request_id"',
  `"route":"${VALUES.route}"`,
  `"version":"${VALUES.served}"`,
  `"forced":"${VALUES.forced}"`,
  `"fallback":${FELL_BACK}`,
  '"method":"$request_method"',
  '"status":$status',
  '"seconds":$request_time',
  '"versionSeconds":"$upstream_response_time"',
  '"bytesReceived":$request_length',
  '"bytesSent":$bytes_sent',
  '"tls":"$ssl_protocol"',
];

export function logFormat({ service, gateway }: Wiring): Directive[] {
  const fields = gateway.forcedVersion
    ? LINE
    : LINE.filter((field) => !field.includes(VALUES.forced));
  return [
    ...(gateway.accessLog
      ? [
          // In two steps: reading the version of a request that was refused would count one for it.
          map(VALUES.served, FELL_BACK, [
            ['v1', MEANT_FOR_V2],
            [OTHERWISE, 'false'],
          ]),
          map(VALUES.version, MEANT_FOR_V2, [
            ['v2', 'true'],
            [OTHERWISE, 'false'],
          ]),
          directive(
            'log_format',
            FORMAT,
            'escape=json',
            `{"service":"${service.name}",${fields.join(',')}}`,
          ),
        ]
      : []),
  ];
}

/** What a server logs. In memory first: a line for each request would be a write for each request. */
export function accessLog({ gateway }: Wiring): Directive[] {
  const logging = directive('access_log', '/dev/stdout', FORMAT, 'buffer=64k', 'flush=1s');
  return [countRequests, ...(gateway.accessLog ? [logging] : [])];
}
