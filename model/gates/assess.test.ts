import { evidenceOf, gateWith, judged, readingsOf } from '../../test/support/gates/gates';
import { assess } from './assess';
import type { Readings } from './reading';
import { VERDICTS, worstVerdict } from './verdict';

const thin: Readings = { v2: { kind: 'nan' }, samples: { kind: 'value', value: 3 } };
const down: Readings = { v2: { kind: 'error', message: 'refused' } };
const gone: Readings = { v2: { kind: 'none' }, samples: { kind: 'none' } };

const judge = (name: string, readings: Readings, changes: object = {}) =>
  judged(gateWith({ name, ...changes }), readings);

describe('the verdict of a phase', () => {
  it('is the gravest of its critical gates, and tells what each of the others says', () => {
    expect(
      assess([
        judge('good', readingsOf(0)),
        judge('thin', thin),
        judge('gone', gone),
        judge('down', down),
        judge('bad', readingsOf(0.5)),
        judge('worse', readingsOf(1)),
      ]),
    ).toEqual({
      verdict: 'fail',
      message:
        '2 of 6 critical gates fail: thin: samples (3) < minimumSamples (1,049); gone: samples: no series; down: V2: refused; ' +
        'bad: 50 % (3,100 samples in 5m) must be at most 0.1 %; worse: 100 % (3,100 samples in 5m) must be at most 0.1 %',
    });
  });

  it('is pass when all critical gates pass', () => {
    expect(assess([judge('a', readingsOf(0)), judge('b', readingsOf(0))])).toEqual({
      verdict: 'pass',
      message: '2 of 2 critical gates pass',
    });
  });

  it('leaves out warnings, infos and dry runs', () => {
    expect(
      assess([
        judge('a', readingsOf(0)),
        judge('b', readingsOf(1), { weight: 'warning' }),
        judge('c', down, { weight: 'info' }),
        judge('d', gone, { dryRun: true }),
      ]),
    ).toEqual({ verdict: 'pass', message: '1 of 1 critical gate pass' });
  });

  it.each([
    ['no gate', []],
    ['only a dry run', [judge('a', readingsOf(0), { dryRun: true })]],
    ['only a warning', [judge('a', readingsOf(0), { weight: 'warning' })]],
  ])('is error with %s', (_case, results) => {
    expect(assess(results)).toEqual({
      verdict: 'error',
      message: 'no critical gate was judged, and one is needed',
    });
  });

  it('goes from fail over error, no-data and inconclusive to pass', () => {
    for (const [index, verdict] of VERDICTS.entries()) {
      expect(worstVerdict(VERDICTS.slice(index))).toBe(verdict);
    }
  });
});

it('is what the evidence says', () => {
  expect(evidenceOf([gateWith(), 0.5]).verdict).toBe('fail');
});
