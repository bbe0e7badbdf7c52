import { gatedService } from '../../test/support/gates/gates';
import type { Share } from '../share';
import { gatesOf } from './gates-of';
import { promqlProblems } from './promql';
import { queriesOf } from './queries';

const told = (query: string): string[] =>
  promqlProblems(query).map(({ message, from, to }) => `${from}-${to}: ${message}`);

describe('a query', () => {
  it.each([
    '1',
    'x',
    'scalar(x)',
    'avg(x{version="v2"})',
    'sum by (version) (rate(x[5m]))',
    '# why\nsum(rate(x[5m])) # and how',
    'x > 1',
    'max_over_time(sum(x)[5m:1m])',
    'rate(x[1h30m] offset 1h)',
    'x offset -5m @ 1700000000',
    'max_over_time(sum(x)[5m:] offset 1h)',
    'rate(x[5m] @ end())',
    'avg(x{a=~"5..$"}) or vector(0)',
    '(1 - sum(increase(a[1d])) / sum(increase(b[1d]))) > bool 0.5',
    'label_replace(x, "a", "$1", "b", "(.*)")',
    'histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))',
    '{__name__="x"}',
    'quantile_over_time(0.95, x[5m])',
  ])('is accepted as %s', (query) => {
    expect(told(query)).toEqual([]);
  });

  it.each([
    ['', ['0-0: something is missing at the end']],
    ['  # nothing', ['11-11: something is missing at the end']],
    ['sum(rate(x[5m])', ['15-15: something is missing at the end']],
    ['x{a="b"', ['7-7: something is missing at the end']],
    ['a +', ['3-3: something is missing at the end']],
    ['avg(x{version=v2})', ['14-16: unexpected "v2"']],
    ['x }', ['2-3: unexpected "}"']],
    ['x y', ['2-3: unexpected "y"']],
    ['averag(x)', ['6-7: unexpected "("']],
    ['rate(x[5 m])', ['9-10: unexpected "m"']],
    ['rate(x)', ['5-6: expected type matrix in call to function "rate", got vector']],
    ['rate(sum(x)[5m])', ['5-15: ranges are only allowed for selectors']],
    ['rate(x[5])', ['7-8: a duration such as 5m is expected']],
    ['rate(x[-5m])', ['7-10: a duration such as 5m is expected']],
    ['topk(3, x) offset 5m', ['0-20: offset is only allowed for selectors and subqueries']],
    ['sum(x) @ end()', ['0-14: @ is only allowed for selectors and subqueries']],
    ['x[5m]', ['0-5: expected a number or an instant vector, got matrix']],
    ['x[5m:1m]', ['0-8: expected a number or an instant vector, got matrix']],
    ['"x"', ['0-3: expected a number or an instant vector, got string']],
    [
      'sum(rate(x[5m])) + "a"',
      ['19-22: binary expression must contain only scalar and instant vector types'],
    ],
    ['1 > 2', ['0-5: comparisons between scalars must use BOOL modifier']],
    ['topk(x)', ['5-6: expected type scalar in aggregation parameter, got vector']],
    ['sum(1)', ['4-5: expected type vector in aggregation expression, got scalar']],
    ['{}', ['0-2: vector selector must contain at least one non-empty matcher']],
  ])('is refused as %j', (query, problems) => {
    expect(told(query)).toEqual(problems);
  });
});

it('is what every built-in gate asks', () => {
  const place = { service: 'shop', namespace: 'shop' };
  const asked = gatesOf(gatedService()).flatMap((gate) => {
    const { v2, v1, samples, v1Samples } = queriesOf(gate, place, 5 as Share);
    return [v2, v1, samples, v1Samples].filter((query) => query !== null);
  });
  expect(asked).toHaveLength(16);
  expect(asked.flatMap((query) => promqlProblems(query))).toEqual([]);
});
