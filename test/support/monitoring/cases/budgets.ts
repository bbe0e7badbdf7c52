import type { AlertCase } from '../alert-case';
import { counter, replies, failures, type InputSeries } from '../series';

const V2 = { version: 'v2' };

/** Days of requests, with a value every five minutes. */
const days = (name: string, labels: string, perSecond: number): InputSeries =>
  counter(name, labels, perSecond, { stepSeconds: 60, steps: 5_000 });
const slowly = (version: string, perSecond: number, code: string): InputSeries =>
  days('cutover_requests_total', `version="${version}",route="match",code="${code}"`, perSecond);
const slowFailures = (version: string, perSecond: number): InputSeries =>
  days('cutover_version_failures_total', `version="${version}",route="match"`, perSecond);

const traffic = [replies('v1', 90), replies('v2', 10)];
const slowTraffic = [slowly('v1', 9, '200'), slowly('v2', 1, '200')];

const error = { objective: 'error-rate' };
const availability = { objective: 'availability' };

/** How fast the error budgets are used. */
export const budgetCases: readonly AlertCase[] = [
  {
    alert: 'ErrorBudgetBurnsFast',
    rule: error,
    when: 'when V2 fails 2 % of its requests, hidden by a fallback or not',
    input: [...traffic, failures('v2', 0.2)],
    at: '6m',
    fires: [
      {
        labels: V2,
        summary:
          'supersmartmatch: V2 uses its budget of failed requests 14.4 times as fast as it lasts',
        description:
          'V2 had 2% failed requests over 1h; above 1.44 % it uses 2 % of the budget of 30 days in an hour.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurnsFast',
    rule: error,
    when: 'when V2 fails 1 %',
    input: [...traffic, failures('v2', 0.1)],
    at: '20m',
    fires: [],
  },
  {
    alert: 'ErrorBudgetBurnsFast',
    rule: availability,
    when: 'when clients of V2 get 2 % of no replies',
    input: [...traffic, replies('v2', 0.21, '502')],
    at: '6m',
    fires: [
      {
        labels: V2,
        summary:
          'supersmartmatch: V2 uses its budget of unanswered requests 14.4 times as fast as it lasts',
        description:
          'V2 had 2.057% unanswered requests over 1h; above 1.44 % it uses 2 % of the budget of 30 days in an hour.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurnsFast',
    rule: availability,
    when: 'when V2 itself answers 500',
    input: [...traffic, replies('v2', 1, '500')],
    at: '20m',
    fires: [],
  },
  {
    alert: 'ErrorBudgetBurns',
    rule: error,
    when: 'when V2 has failed 1 % for hours',
    input: [...slowTraffic, slowFailures('v2', 0.01)],
    at: '7h',
    every: '5m',
    fires: [
      {
        labels: V2,
        summary:
          'supersmartmatch: V2 uses its budget of failed requests 6 times as fast as it lasts',
        description:
          'V2 had 1% failed requests over 6h; above 0.6 % it uses 5 % of the budget of 30 days in six hours.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurns',
    rule: error,
    when: 'when V2 has failed 0.5 % for hours',
    input: [...slowTraffic, slowFailures('v2', 0.005)],
    at: '7h',
    every: '5m',
    fires: [],
  },
  {
    alert: 'ErrorBudgetBurns',
    rule: availability,
    when: 'when V2 has not answered 1 % for hours',
    input: [...slowTraffic, slowly('v2', 0.0102, '503')],
    at: '7h',
    every: '5m',
    fires: [
      {
        labels: V2,
        summary:
          'supersmartmatch: V2 uses its budget of unanswered requests 6 times as fast as it lasts',
        description:
          'V2 had 1.01% unanswered requests over 6h; above 0.6 % it uses 5 % of the budget of 30 days in six hours.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurns',
    rule: availability,
    when: 'when V2 has not answered 0.5 % for hours',
    input: [...slowTraffic, slowly('v2', 0.005, '503')],
    at: '7h',
    every: '5m',
    fires: [],
  },
  {
    alert: 'ErrorBudgetBurnsSlowly',
    rule: error,
    when: 'when V2 has failed 0.2 % for three days',
    input: [...slowTraffic, slowFailures('v2', 0.002)],
    at: '3d',
    every: '5m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 uses its budget of failed requests faster than it lasts',
        description:
          'V2 had 0.2% failed requests over 3d; above 0.1 % it uses 10 % of the budget of 30 days in three days.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurnsSlowly',
    rule: error,
    when: 'when V2 has failed 0.05 % for three days',
    input: [...slowTraffic, slowFailures('v2', 0.0005)],
    at: '3d',
    every: '5m',
    fires: [],
  },
  {
    alert: 'ErrorBudgetBurnsSlowly',
    rule: availability,
    when: 'when V2 has not answered 0.2 % for three days',
    input: [...slowTraffic, slowly('v2', 0.002, '504')],
    at: '3d',
    every: '5m',
    fires: [
      {
        labels: V2,
        summary: 'supersmartmatch: V2 uses its budget of unanswered requests faster than it lasts',
        description:
          'V2 had 0.1996% unanswered requests over 3d; above 0.1 % it uses 10 % of the budget of 30 days in three days.',
      },
    ],
  },
  {
    alert: 'ErrorBudgetBurnsSlowly',
    rule: availability,
    when: 'when V2 has not answered 0.05 % for three days',
    input: [...slowTraffic, slowly('v2', 0.0005, '504')],
    at: '3d',
    every: '5m',
    fires: [],
  },
];
