import type { AlertCase } from '../alert-case';
import { failures, fallbacks, latency, replies } from '../series';

const traffic = [replies('v1', 90), replies('v2', 10)];
const V1 = { version: 'v1' };
const V2 = { version: 'v2' };

/** Errors, latency and fallbacks of the versions, now. */
export const versionCases: readonly AlertCase[] = [
  {
    alert: 'ErrorRateAboveObjective',
    when: 'while V2 fails 0.5 % of its requests',
    input: [...traffic, failures('v2', 0.05)],
    at: '11m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 fails more requests than promised',
        description:
          'V2 failed 0.5% of its requests over 5 minutes; the objective is at most 0.1 %.',
      },
    ],
  },
  {
    alert: 'ErrorRateAboveObjective',
    when: 'while both keep to 0.1 %',
    input: [...traffic, failures('v1', 0.08), failures('v2', 0.009)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'ErrorRateAboveObjective',
    when: 'on four failures of few requests',
    input: [replies('v2', 0.5), failures('v2', 0.013)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'ErrorRateHigh',
    when: 'when V2 has failed 3 % for three minutes',
    input: [...traffic, failures('v2', 0.3)],
    at: '5m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 fails many requests',
        description: 'V2 failed 3% of its requests over 5 minutes; the bound is 1 % for 3m.',
      },
    ],
  },
  {
    alert: 'ErrorRateHigh',
    when: 'before three minutes have passed',
    input: [...traffic, failures('v2', 0.3)],
    at: '3m',
    fires: [],
  },
  {
    alert: 'ErrorRateHigh',
    when: 'when V1 fails as V2 does',
    input: [...traffic, failures('v1', 2.7), failures('v2', 0.3)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'VersionFailingFast',
    when: 'a minute after V2 has begun to fail wholly',
    input: [...traffic, failures('v2', 10)],
    at: '1m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 has begun to fail',
        description:
          'V2 failed 100% of its requests within a minute, and the other version did not; the bound is 5 %.',
      },
    ],
  },
  {
    alert: 'VersionFailingFast',
    when: 'when V1 alone fails',
    input: [...traffic, failures('v1', 30)],
    at: '1m',
    fires: [
      {
        labels: V1,
        summary: 'supersmartmatch: V1 has begun to fail',
        description:
          'V1 failed 33.33% of its requests within a minute, and the other version did not; the bound is 5 %.',
      },
    ],
  },
  {
    alert: 'VersionFailingFast',
    when: 'when both fail alike',
    input: [...traffic, failures('v1', 60), failures('v2', 9)],
    at: '1m',
    fires: [],
  },
  {
    alert: 'VersionFailingFast',
    when: 'at one failure in a hundred',
    input: [...traffic, failures('v2', 0.1)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'BothVersionsFailing',
    when: 'when both fail alike, and blames neither',
    input: [...traffic, failures('v1', 60), failures('v2', 9)],
    at: '1m',
    fires: [
      {
        summary: 'supersmartmatch: V1 and V2 fail alike',
        description:
          'The worse version fails 90% of its requests and the other at least half as many: neither is to blame by itself.',
      },
    ],
  },
  {
    alert: 'BothVersionsFailing',
    when: 'when both fail a few percent for long',
    input: [...traffic, failures('v1', 2.7), failures('v2', 0.2)],
    at: '10m',
    fires: [
      {
        summary: 'supersmartmatch: V1 and V2 fail alike',
        description:
          'The worse version fails 3% of its requests and the other at least half as many: neither is to blame by itself.',
      },
    ],
  },
  {
    alert: 'BothVersionsFailing',
    when: 'when V2 alone fails',
    input: [...traffic, failures('v2', 10)],
    at: '10m',
    fires: [],
  },
  {
    alert: 'LatencyAboveObjective',
    when: 'when V2 takes 100 to 150 ms',
    input: [...traffic, ...latency('v2', 10, 0.1, 0.15), ...latency('v1', 90, 0.05, 0.075)],
    at: '11m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 is slower than promised',
        description:
          'The 95th percentile of V2 over 5 minutes is 147.5ms; the objective is 100 ms.',
      },
    ],
  },
  {
    alert: 'LatencyAboveObjective',
    when: 'when both take less than 100 ms',
    input: [...traffic, ...latency('v2', 10, 0.05, 0.1), ...latency('v1', 90, 0.05, 0.1)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'LatencyAboveObjective',
    when: 'on fewer than a hundred requests',
    input: [replies('v2', 0.2), ...latency('v2', 0.2, 0.1, 0.15)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'LatencyHigh',
    when: 'when V2 takes 300 to 500 ms',
    input: [...traffic, ...latency('v2', 10, 0.3, 0.5)],
    at: '11m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 is very slow',
        description:
          'The 95th percentile of V2 over 5 minutes is 490ms; the bound is 200 ms for 5m.',
      },
    ],
  },
  {
    alert: 'LatencyHigh',
    when: 'when V2 takes 150 to 200 ms',
    input: [...traffic, ...latency('v2', 10, 0.15, 0.2)],
    at: '11m',
    fires: [],
  },
  {
    alert: 'V2SlowerThanV1',
    when: 'when V2 takes three times as long as V1',
    input: [...traffic, ...latency('v1', 90, 0.01, 0.025), ...latency('v2', 10, 0.05, 0.075)],
    at: '16m',
    fires: [
      {
        summary: 'supersmartmatch: V2 is much slower than V1',
        description:
          'The 95th percentile of V2 is 3.041 times that of V1 over the same 5 minutes; the bound is 2 times for 10m.',
      },
    ],
  },
  {
    alert: 'V2SlowerThanV1',
    when: 'when V2 takes as long as V1',
    input: [...traffic, ...latency('v1', 90, 0.05, 0.075), ...latency('v2', 10, 0.05, 0.075)],
    at: '16m',
    fires: [],
  },
  {
    alert: 'FallbackRateAboveObjective',
    when: 'when one request for V2 in a hundred falls back',
    input: [...traffic, fallbacks(0.1)],
    at: '11m',
    fires: [
      {
        summary: 'supersmartmatch: V1 stands in for V2 more often than promised',
        description:
          "0.9901% of V2's requests fell back to V1 over 5 minutes; the objective is at most 0.5 %.",
      },
    ],
  },
  {
    alert: 'FallbackRateAboveObjective',
    when: 'when one request for V2 in a thousand falls back',
    input: [...traffic, fallbacks(0.01)],
    at: '11m',
    fires: [],
  },
];
