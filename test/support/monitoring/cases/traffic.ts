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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
        summary: '',
        description: '',
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
