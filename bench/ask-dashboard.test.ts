import { prometheusAt } from '../prometheus/client';
import { FakePrometheus, type Answer } from '../test/support/prometheus/fake-prometheus';
import { askDashboard } from './ask-dashboard';

const chosen = { type: 'prometheus', uid: '${datasource}' };
const query = (refId: string, expr: string, instant: boolean) => ({
  refId,
  expr,
  instant,
  datasource: chosen,
});

const dashboard = JSON.stringify({
  uid: 'pods',
  title: 'Pods',
  panels: [
    { type: 'row', id: 1, title: 'All', gridPos: { x: 0, y: 0, w: 24, h: 1 } },
    {
      type: 'timeseries',
      id: 2,
      title: 'Pods',
      gridPos: { x: 0, y: 1, w: 24, h: 8 },
      targets: [
        query('A', 'rate(up{namespace="$namespace",service="$service"}[$__rate_interval])', false),
        query('B', 'up{route=~"$route"}', true),
      ],
    },
  ],
  templating: { list: [] },
  annotations: { list: [{ name: 'Restarts', expr: 'restarts > 0', datasource: chosen }] },
});

const view = {
  service: 'shop',
  namespace: 'staging',
  from: new Date(1_000_000),
  to: new Date(1_060_000),
};

let fake: FakePrometheus;

beforeEach(async () => {
  fake = await FakePrometheus.open();
});

afterEach(() => {
  fake.close();
});

/** @returns the answer to a range query: one series for each list of values. */
function matrix(...series: readonly (readonly (string | number)[])[]): object {
  const result = series.map((values, index) => ({
    metric: { pod: String(index) },
    values: values.map((value, at) => [1_000 + at, String(value)]),
  }));
  return { status: 'success', data: { resultType: 'matrix', result } };
}

const asked = async (answer: (query: string) => Answer) => {
  fake.answer = ({ query: text }) => answer(text);
  return askDashboard(prometheusAt({ url: fake.url }), dashboard, view);
};

test('every query is asked as Grafana would: over the time on view, or for its end', async () => {
  await asked(() => matrix([1]));
  const spans = fake.questions.map(({ query: text, parameters }) => [
    text,
    parameters.get('start'),
    parameters.get('end'),
  ]);
  const [from, to] = [view.from.toISOString(), view.to.toISOString()];
  expect(spans).toEqual([
    ['rate(up{namespace="staging",service="shop"}[1m])', from, to],
    ['up{route=~".*"}', to, to],
    ['restarts > 0', from, to],
  ]);
});

test('an answer counts where it holds a number', async () => {
  const answers = new Map<string, Answer>([
    ['restarts > 0', matrix()],
    ['up{route=~".*"}', matrix(['NaN', '+Inf'])],
  ]);
  const result = await asked((text) => answers.get(text) ?? matrix(['NaN'], ['NaN', 3]));
  expect(result.map(({ kind, title, refId, answer }) => [kind, title, refId, answer])).toEqual([
    ['panel', 'Pods', 'A', 'data'],
    ['panel', 'Pods', 'B', 'no data'],
    ['annotation', 'Restarts', '-', 'no data'],
  ]);
});

test('a query that Prometheus refuses is an error, with its words', async () => {
  const result = await asked(() => (response) => {
    response.statusCode = 400;
    response.end(
      JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'no such thing' }),
    );
  });
  expect(result.map(({ answer, message }) => `${answer}: ${message}`)).toEqual(
    Array.from({ length: 3 }, () => 'error: Prometheus refused the query: bad_data: no such thing'),
  );
});
