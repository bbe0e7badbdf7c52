import type { ServerResponse } from 'node:http';
import { FakePrometheus, vector, type Answer } from '../test/support/prometheus/fake-prometheus';
import { freePort } from '../test/support/free-port';
import { prometheusAt } from './client';
import { MOST_SKEW_SECONDS } from './reply';

const data = (resultType: string, result: unknown, more: object = {}): object => ({
  status: 'success',
  data: { resultType, result },
  ...more,
});

const refusal = (status: number, errorType: string, error: string) => (to: ServerResponse) =>
  to.writeHead(status).end(JSON.stringify({ status: 'error', errorType, error }));

const seconds = (): number => Date.now() / 1_000;

describe('an instant query', () => {
  let fake: FakePrometheus;
  const ask = (answer: Answer, timeoutMs = 5_000) => {
    fake.answer = () => answer;
    return prometheusAt({ url: fake.url, timeoutMs }).instant('up');
  };
  const error = (message: string | RegExp) => ({
    kind: 'error',
    message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  });

  beforeEach(async () => {
    fake = await FakePrometheus.open();
  });
  afterEach(() => {
    fake.close();
  });

  it('is sent in the body, with the time in which an answer is of use', async () => {
    await prometheusAt({ url: `${fake.url}/`, timeoutMs: 700 }).instant('sum(up{job="a&b"})');
    expect(fake.questions).toMatchObject([{ path: '/api/v1/query', query: 'sum(up{job="a&b"})' }]);
    expect(fake.questions[0]?.parameters.get('timeout')).toBe('700ms');
    expect(fake.questions[0]?.parameters.has('time')).toBe(false);
  });

  it.each([
    ['0.25', 0.25],
    ['1.2345e-05', 1.2345e-5],
    ['1e+06', 1_000_000],
    ['-3', -3],
  ])('reads the value %s of the only series', async (text, value) => {
    expect(await ask(vector(text))).toEqual({ kind: 'value', value });
  });

  it('reads a scalar', async () => {
    expect(await ask(data('scalar', [seconds(), '7']))).toEqual({ kind: 'value', value: 7 });
  });

  it('has no value without a series, as when the series has vanished', async () => {
    expect(await ask(vector())).toEqual({ kind: 'none' });
  });

  it('has no value with several series', async () => {
    expect(await ask(vector(1, 2, 3))).toEqual({ kind: 'many', count: 3 });
  });

  it.each(['NaN', '+Inf', '-Inf', 'Inf'])('has no value for %s', async (text) => {
    expect(await ask(vector(text))).toEqual({ kind: 'nan' });
  });

  it.each(['', 'twelve', '0x10', ' 1', '1,5', 'Infinity'])(
    'fails for the sample %j, which is no number',
    async (text) => {
      expect(await ask(vector(text))).toEqual(
        error(`${JSON.stringify(text.trim())} is not a number`),
      );
    },
  );

  it('fails for a string', async () => {
    expect(await ask(data('string', [seconds(), 'up']))).toEqual(
      error('the query gives a string, not a number'),
    );
  });

  it('fails for series over time', async () => {
    const matrix = data('matrix', [{ metric: {}, values: [[seconds(), '1']] }]);
    expect(await ask(matrix)).toEqual(error('the query gives a matrix, not a number'));
  });

  it.each([
    ['behind', -1],
    ['ahead', 1],
  ])('is stale when the clock there is five minutes %s', async (_, sign) => {
    const told = data('vector', [{ metric: {}, value: [seconds() + sign * 300, '1'] }]);
    const reading = await ask(told);
    if (reading.kind !== 'stale') throw new Error(`not stale: ${reading.kind}`);
    expect(Math.round(reading.ageSeconds / 10)).toBe(-sign * 30);
  });

  it('bears, on the boundary, clocks that differ a little', async () => {
    const at = seconds() - MOST_SKEW_SECONDS + 1;
    expect(await ask(data('vector', [{ metric: {}, value: [at, '1'] }]))).toEqual({
      kind: 'value',
      value: 1,
    });
  });

  it('fails with what Prometheus finds wrong with the query', async () => {
    const message = 'invalid parameter "query": 1:5: parse error: unexpected end of input';
    expect(await ask(refusal(400, 'bad_data', message))).toEqual(
      error(`Prometheus refused the query: bad_data: ${message}`),
    );
    expect(await ask({ status: 'error', errorType: 'timeout', error: 'too slow' })).toEqual(
      error('Prometheus refused the query: timeout: too slow'),
    );
  });

  it('fails for data of which a part is missing, and not for remarks about the query', async () => {
    const value = [{ metric: {}, value: [seconds(), '1'] }];
    const warned = (text: string) => ask(data('vector', value, { warnings: [text] }));
    expect(await warned('remote_read: half of it is missing')).toEqual(
      error('Prometheus warns: remote_read: half of it is missing'),
    );
    expect(await warned('PromQL info: metric might not be a counter')).toMatchObject({
      kind: 'value',
    });
  });

  it.each<[string, Answer, string | RegExp]>([
    [
      'a page',
      (to) => to.end('<html>login</html>'),
      'not an answer of Prometheus: "<html>login</html>"',
    ],
    ['half a body', (to) => to.end('{"status":"succ'), /^not an answer of Prometheus: /],
    ['an unknown shape', { status: 'success', data: {} }, /^not an answer of Prometheus: /],
    ['a sample that is a number', data('scalar', [1, 2]), /^not an answer of Prometheus: /],
    ['a native histogram', data('vector', [{ metric: {}, histogram: [] }]), /^not an answer/],
    [
      'a proxy',
      (to) => to.writeHead(502).end('bad gateway'),
      'Prometheus answered with status 502',
    ],
    [
      'a redirection',
      (to) => to.writeHead(302, { location: 'http://127.0.0.1:1/login' }).end(),
      /^Prometheus cannot be reached: .*redirect/,
    ],
    [
      'a body that breaks off',
      (to) => {
        to.writeHead(200, { 'content-length': '1000' }).write('{"status":');
        setTimeout(() => to.destroy(), 20);
      },
      /^Prometheus cannot be reached: /,
    ],
    [
      'more than anyone asked for',
      (to) => to.end(JSON.stringify(vector(...Array.from({ length: 30_000 }, () => 1)))),
      'Prometheus answered more than 1048576 bytes',
    ],
  ])('fails for %s', async (_, answer, message) => {
    expect(await ask(answer)).toEqual(error(message));
  });

  it('fails when the answer, or the rest of it, takes too long', async () => {
    const late = error('Prometheus did not answer in 100 ms');
    expect(await ask(() => undefined, 100)).toEqual(late);
    expect(await ask((to) => to.write('{"status":'), 100)).toEqual(late);
  });

  it('fails when nobody listens, and for a name that is not known', async () => {
    const to = async (url: string) => prometheusAt({ url }).instant('up');
    expect(await to(`http://127.0.0.1:${await freePort()}`)).toEqual(
      error(/^Prometheus cannot be reached: connect ECONNREFUSED/),
    );
    expect(await to('http://prometheus.invalid:9090')).toEqual(
      error(/^Prometheus cannot be reached: getaddrinfo/),
    );
  });
});

describe('a range query', () => {
  let fake: FakePrometheus;
  const span = {
    start: new Date('2026-11-20T10:00:00Z'),
    end: new Date('2026-11-20T10:01:00Z'),
    stepSeconds: 15,
  };
  const ask = (answer: Answer) => {
    fake.answer = () => answer;
    return prometheusAt({ url: fake.url }).range('up', span);
  };

  beforeEach(async () => {
    fake = await FakePrometheus.open();
  });
  afterEach(() => {
    fake.close();
  });

  it('tells when and how closely to look', async () => {
    await ask(data('matrix', []));
    const [question] = fake.questions;
    expect(question?.path).toBe('/api/v1/query_range');
    expect(Object.fromEntries(question?.parameters ?? [])).toEqual({
      query: 'up',
      start: '2026-11-20T10:00:00.000Z',
      end: '2026-11-20T10:01:00.000Z',
      step: '15',
      timeout: '5000ms',
    });
  });

  it('reads every series, with gaps, resets of counters and what is no number as they are', async () => {
    const answer = data('matrix', [
      {
        metric: { version: 'v1' },
        values: [
          [0, '5'],
          [15, '9'],
          [45, '1'],
        ],
      },
      {
        metric: { version: 'v2' },
        values: [
          [0, 'NaN'],
          [15, '+Inf'],
        ],
      },
    ]);
    expect(await ask(answer)).toEqual({
      kind: 'series',
      series: [
        {
          labels: { version: 'v1' },
          points: [
            { at: 0, value: 5 },
            { at: 15, value: 9 },
            { at: 45, value: 1 },
          ],
        },
        {
          labels: { version: 'v2' },
          points: [
            { at: 0, value: NaN },
            { at: 15, value: Infinity },
          ],
        },
      ],
    });
  });

  it.each<[string, Answer, string]>([
    ['a vector', vector(1), 'the query gives a vector, not series'],
    [
      'a text among the samples',
      data('matrix', [{ metric: {}, values: [[0, 'x']] }]),
      '"x" is not a number',
    ],
    [
      'a range that is too fine',
      refusal(400, 'bad_data', 'exceeded maximum resolution of 11,000 points per timeseries.'),
      'Prometheus refused the query: bad_data: exceeded maximum resolution of 11,000 points per timeseries.',
    ],
  ])('fails for %s', async (_, answer, message) => {
    expect(await ask(answer)).toEqual({ kind: 'error', message });
  });
});
