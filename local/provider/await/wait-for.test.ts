import type { KubeObject } from '../kube-object';
import type { Readiness, Surroundings } from './readiness';
import { waitForRule } from './wait-for';

function assess(annotation: string, live: KubeObject): Readiness {
  return waitForRule(annotation).assess(live, {} as Surroundings) as Readiness;
}

const READY = { state: 'ready' };

describe('pulumi.com/waitFor', () => {
  it('waits for a value', () => {
    const annotation = 'jsonpath={.data.observed}=25';
    expect(assess(annotation, { data: { observed: '25' } })).toEqual(READY);
    expect(assess(annotation, { data: { observed: 25 } })).toEqual(READY);
    expect(assess(annotation, { data: { observed: '5' } })).toEqual({
      state: 'waiting',
      message: 'Waiting for {.data.observed}=25 (found "5")',
    });
    expect(assess(annotation, { data: {} })).toEqual({
      state: 'waiting',
      message: 'Waiting for {.data.observed}=25: nothing there yet',
    });
  });

  it('waits for existence', () => {
    expect(assess('jsonpath={.status}', { status: {} })).toEqual(READY);
    expect(assess('jsonpath={.status}', {}).state).toBe('waiting');
  });

  it('waits for a condition, True where no status is given', () => {
    const live = { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'NotYet' }] } };
    expect(assess('condition=Ready=False', live)).toEqual(READY);
    expect(assess('condition=Ready', live)).toEqual({
      state: 'waiting',
      message: 'Waiting for condition Ready to be True (is False: NotYet)',
    });
    expect(assess('condition=Other', live).state).toBe('waiting');
  });

  it('waits for all of a list', () => {
    const annotation = '["jsonpath={.a}=1", "jsonpath={.b}=2"]';
    expect(assess(annotation, { a: 1, b: 2 })).toEqual(READY);
    expect(assess(annotation, { a: 1, b: 3 }).state).toBe('waiting');
  });

  it('does not take = inside a filter for the comparison', () => {
    const annotation = "jsonpath={.list[?(@.type=='Ready')].status}=True";
    expect(assess(annotation, { list: [{ type: 'Ready', status: 'True' }] })).toEqual(READY);
  });

  it.each([
    ['{.a}=1', 'expected a "jsonpath=" or "condition=" prefix, got "{.a}=1"'],
    ['jsonpath=.a', '".a" must have the form {.path}=value or {.path}'],
    ['jsonpath={.a}=', '"{.a}=" requires a value after "="'],
    ['jsonpath={.a}=1=2', '"{.a}=1=2" must compare with a plain value without "="'],
    ['condition=', '"condition=" requires a type'],
    ['[]', 'at least one condition must be specified'],
    ['[1]', "'pulumi.com/waitFor' ([1]) must be a text or a JSON list of texts"],
  ])('refuses %s', (annotation, message) => {
    expect(() => waitForRule(annotation)).toThrow(message);
  });

  it('refuses to compare an object', () => {
    expect(() => assess('jsonpath={.a}=1', { a: { b: 1 } })).toThrow(
      '"{.a}" has a non-primitive value ({"b":1})',
    );
  });
});
