import type { AlertCase } from '../alert-case';
import { counter, gauge, replies, shares, up } from '../series';

const gatewayUp = up('gateway', 1);
const condition = (name: string, value: number | string) =>
  gauge('cutover_agent_condition', `condition="${name}",pod="a"`, value);
const certificate = (daysLeft: number) =>
  gauge('cutover_certificate_expiry_seconds', 'pod="a"', daysLeft * 86_400);

/** Shares, holds, the gateway, and what is not seen. */
export const trafficCases: readonly AlertCase[] = [
  {
    alert: 'ShareNotServed',
    when: 'when the observed share has been another for five minutes',
    input: shares({ effective: 25, observed: 5 }),
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: the gateway does not serve the effective share',
        description:
          '25 % should be on V2, and for 5m not all ready gateway pods have confirmed it.',
      },
    ],
  },
  {
    alert: 'ShareNotServed',
    when: 'when no share is observed at all',
    input: shares({ effective: 25 }),
    at: '6m',
    fires: [
      {
        summary: 'supersmartmatch: the gateway does not serve the effective share',
        description:
          '25 % should be on V2, and for 5m not all ready gateway pods have confirmed it.',
      },
    ],
  },
  {
    alert: 'ShareNotServed',
    when: 'when the share is served after a minute',
    input: shares({ effective: 25, observed: '5x4 25x90' }),
    at: '6m',
    fires: [],
  },
  {
    alert: 'RollbackNotServed',
    when: 'when a hold is not kept to for a minute',
    input: shares({ hold: 0, effective: 0, observed: 25 }),
    at: '2m',
    fires: [
      {
        summary: 'supersmartmatch: a hold is in force, and the gateway does not keep to it',
        description:
          'The hold is at 0 %, and for a minute not all ready gateway pods have confirmed it. A hold is served within a second.',
      },
    ],
  },
  {
    alert: 'RollbackNotServed',
    when: 'when the share is below the hold',
    input: shares({ hold: 25, effective: 5, observed: 5 }),
    at: '10m',
    fires: [],
  },
  {
    alert: 'HoldInForce',
    when: 'as soon as there is one',
    input: shares({ hold: 5, effective: 5, observed: 5 }),
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: a hold limits the share',
        description: 'V2 gets at most 5 % of the traffic, whatever the stack says.',
      },
    ],
  },
  {
    alert: 'HoldInForce',
    when: 'without a hold',
    input: shares({ hold: 100, effective: 25, observed: 25 }),
    at: '10m',
    fires: [],
  },
  {
    alert: 'V2OutOfTraffic',
    when: 'when a hold at 0 is served',
    input: shares({ hold: 0, effective: 0, observed: 0 }),
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: V2 is out of traffic by a hold',
        description:
          'The hold is at 0 %, and all ready gateway pods confirm it. Alerts of V2 are muted meanwhile.',
      },
    ],
  },
  {
    alert: 'V2OutOfTraffic',
    when: 'when a hold at 0 is not served',
    input: shares({ hold: 0, effective: 0, observed: 25 }),
    at: '1m',
    fires: [],
  },
  {
    alert: 'GatewayDown',
    when: 'when no pod has answered for 30 seconds',
    input: [up('gateway', 0)],
    at: '45s',
    fires: [
      {
        summary: 'supersmartmatch: no gateway pod can be reached',
        description:
          'For 30s no gateway pod has answered Prometheus: clients are not served, or nobody can see that they are.',
      },
    ],
  },
  {
    alert: 'GatewayDown',
    when: 'when there is no pod to ask',
    input: [],
    at: '45s',
    fires: [
      {
        labels: { job: 'supersmartmatch-gateway' },
        summary: 'supersmartmatch: no gateway pod can be reached',
        description:
          'For 30s no gateway pod has answered Prometheus: clients are not served, or nobody can see that they are.',
      },
    ],
  },
  {
    alert: 'GatewayDown',
    when: 'while one pod answers',
    input: [gatewayUp, gauge('up', 'job="supersmartmatch-gateway",pod="gateway-2"', 0)],
    at: '5m',
    fires: [],
  },
  {
    alert: 'ServiceUnavailable',
    when: 'when four of five replies are errors',
    input: [gatewayUp, replies('v1', 1), replies('v1', 4, '503')],
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: most requests are answered with errors',
        description: '80% of all replies within a minute were 5xx, whichever version was asked.',
      },
    ],
  },
  {
    alert: 'ServiceUnavailable',
    when: 'when one of five replies is an error',
    input: [gatewayUp, replies('v1', 4), replies('v1', 1, '503')],
    at: '5m',
    fires: [],
  },
  {
    alert: 'MeasurementsLost',
    when: 'when requests are in no counter',
    input: [counter('cutover_uncounted_requests_total', 'pod="a"', 1)],
    at: '10m',
    fires: [
      {
        summary: 'supersmartmatch: requests are not counted',
        description:
          '600 requests within 10 minutes are in no counter: rates and gates do not see them.',
      },
    ],
  },
  {
    alert: 'MeasurementsLost',
    when: 'when all requests are counted',
    input: [counter('cutover_uncounted_requests_total', 'pod="a"', 0)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'ConfigRejected',
    when: 'when NGINX has refused for a minute',
    input: [condition('config-rejected', 1)],
    at: '2m',
    fires: [
      {
        labels: { pod: 'a' },
        summary: 'supersmartmatch: NGINX refuses its configuration',
        description:
          'The pod a serves the configuration before, and follows no share and no hold until it takes a new one.',
      },
    ],
  },
  {
    alert: 'ConfigRejected',
    when: 'when NGINX has taken the next one',
    input: [condition('config-rejected', '1x2 0x90')],
    at: '2m',
    fires: [],
  },
  {
    alert: 'GatewayPodCondition',
    when: 'when the API has been unreachable for ten minutes',
    input: [condition('api-unreachable', 1)],
    at: '11m',
    fires: [
      {
        labels: { pod: 'a', condition: 'api-unreachable' },
        summary: 'supersmartmatch: a gateway pod reports api-unreachable',
        description:
          'The pod a has had the condition api-unreachable for 10 minutes. It serves on with what it had.',
      },
    ],
  },
  {
    alert: 'GatewayPodCondition',
    when: 'for a condition with an alert of its own',
    input: [condition('waiting-for-v2', 1), condition('config-rejected', 1)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'WaitingForCapacity',
    when: 'when V2 has had too few pods for ten minutes',
    input: [condition('waiting-for-v2', 1)],
    at: '11m',
    fires: [
      {
        labels: { condition: 'waiting-for-v2' },
        summary: 'supersmartmatch: the share does not move for want of ready pods',
        description:
          'The agents have been waiting-for-v2 for 10 minutes: the version has fewer ready pods than its floor.',
      },
    ],
  },
  {
    alert: 'WaitingForCapacity',
    when: 'when the pods come within five minutes',
    input: [condition('waiting-for-v2', '1x20 0x80')],
    at: '11m',
    fires: [],
  },
  {
    alert: 'CertificateNotRenewed',
    when: 'at 20 days before its end',
    input: [gauge('cutover_certificate_expiry_seconds', 'pod="a"', `${20 * 86_400}x1000`)],
    at: '2h',
    every: '5m',
    fires: [
      {
        summary: 'supersmartmatch: the certificate of the gateway should have been renewed',
        description:
          'The certificate of the gateway ends in 19d 22h 0m 0s; it is renewed 30 days before.',
      },
    ],
  },
  {
    alert: 'CertificateNotRenewed',
    when: 'at 29 days before its end',
    input: [gauge('cutover_certificate_expiry_seconds', 'pod="a"', `${29 * 86_400}x1000`)],
    at: '2h',
    every: '5m',
    fires: [],
  },
  {
    alert: 'CertificateExpires',
    when: 'two days before its end',
    input: [certificate(2)],
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: the certificate of the gateway is about to end',
        description:
          'The certificate of the gateway ends in 1d 23h 59m 0s; then no client can connect.',
      },
    ],
  },
  {
    alert: 'CertificateExpires',
    when: 'ten days before its end',
    input: [certificate(10)],
    at: '1m',
    fires: [],
  },
  {
    alert: 'V2WithoutMetrics',
    when: 'when no pod of V2 tells its metrics',
    input: [...shares({ observed: 5 }), up('v2', 0)],
    at: '3m',
    fires: [
      {
        summary: 'supersmartmatch: V2 has traffic, and tells nothing',
        description:
          'V2 has 5 % of the traffic, and none of its pods has answered Prometheus for 2 minutes.',
      },
    ],
  },
  {
    alert: 'V2WithoutMetrics',
    when: 'while V2 has no share',
    input: shares({ observed: 0 }),
    at: '10m',
    fires: [],
  },
  {
    alert: 'V2WithoutRequests',
    when: 'when V2 should have got a tenth of the requests',
    input: [...shares({ observed: 10 }), replies('v1', 10)],
    at: '3m',
    fires: [
      {
        summary: 'supersmartmatch: V2 has a share, and no requests are seen on it',
        description: 'V2 should have got 180 requests within 5 minutes, and none was counted.',
      },
    ],
  },
  {
    alert: 'V2WithoutRequests',
    when: 'when so few requests come that V2 may have got none by chance',
    input: [...shares({ observed: 5 }), replies('v1', 0.5)],
    at: '10m',
    fires: [],
  },
];
