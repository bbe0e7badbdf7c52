import fc from 'fast-check';
import { compareReplies } from './compare-replies';
import type { ComparisonRules, Reply } from './reply';

const STRICT: ComparisonRules = {
  ignore: [],
  tolerances: {},
  unordered: [],
  headers: ['content-type'],
  additions: 'allow',
};

const reply = (body: unknown, more: Partial<Reply> = {}): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json', date: 'now' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
});

const fields = (v1: unknown, v2: unknown, rules: Partial<ComparisonRules> = {}): string[] =>
  compareReplies(reply(v1), reply(v2), { ...STRICT, ...rules }).map(({ field }) => field);

const match = (score: number, id = 'a') => ({ offers: [{ offer_id: id, score }] });

describe('two replies', () => {
  it.each([
    ['the same JSON, written otherwise', '{"a": 1, "b": [2]}', { b: [2], a: 1 }, {}, []],
    ['another value', match(0.5), match(0.6), {}, ['offers[*].score']],
    ['a value of another kind', { a: '1' }, { a: 1 }, {}, ['a']],
    ['null in place of nothing', { a: null }, {}, {}, ['a']],
    ['a missing field', { a: 1, b: { c: 2 } }, { a: 1, b: {} }, {}, ['b.c']],
    ['another field of V2', { a: 1 }, { a: 1, b: 2 }, {}, []],
    [
      'another field of V2 where none may be',
      { a: 1 },
      { a: 1, b: 2 },
      { additions: 'refuse' },
      ['b'],
    ],
    ['a longer list', { a: [1] }, { a: [1, 2] }, {}, ['a']],
    ['a list in another order', { a: [1, 2] }, { a: [2, 1] }, {}, ['a[*]', 'a[*]']],
    ['a list without an order', { a: [1, 2, 2] }, { a: [2, 1, 2] }, { unordered: ['a'] }, []],
    ['a list without an order at the top', [1, 2], [2, 1], { unordered: ['[*]'] }, []],
    [
      'one other element in such a list',
      { a: [1, 2] },
      { a: [3, 1] },
      { unordered: ['a'] },
      ['a[*]'],
    ],
    [
      'a number within its tolerance',
      match(0.5),
      match(0.6),
      { tolerances: { 'offers[*].score': 0.1 } },
      [],
    ],
    [
      'a number beyond it',
      match(0.5),
      match(0.61),
      { tolerances: { 'offers[*].score': 0.1 } },
      ['offers[*].score'],
    ],
    ['a text where a number may differ', { a: 1 }, { a: '1' }, { tolerances: { a: 9 } }, ['a']],
    ['an ignored field', match(1, 'a'), match(1, 'b'), { ignore: ['offers[*].offer_id'] }, []],
    ['an ignored mapping', { a: { b: 1 }, c: 1 }, { a: 2, c: 1 }, { ignore: ['a'] }, []],
    ['ignored elements', { a: [1] }, { a: [2, 3] }, { ignore: ['a[*]'] }, []],
    ['another value at the top', 1, 2, {}, ['<top>']],
    ['a body that is no JSON', { a: 1 }, '<html>', {}, ['<body>']],
    ['two texts', 'one', 'two', {}, ['<body>']],
    ['the same text', 'one', 'one', {}, []],
  ] as [string, unknown, unknown, Partial<ComparisonRules>, string[]][])(
    'with %s',
    (_, v1, v2, rules, expected) => {
      expect(fields(v1, v2, rules)).toEqual(expected);
    },
  );

  it('differ by their status alone where that differs', () => {
    const [v1, v2] = [reply({ a: 1 }), reply({ error: 'x' }, { status: 500 })];
    expect(compareReplies(v1, v2, STRICT)).toEqual([{ field: '<status>', v1: '200', v2: '500' }]);
  });

  it('differ by the headers that are compared, and by no others', () => {
    const v2 = reply({ a: 1 }, { headers: { 'content-type': 'text/html', date: 'later' } });
    expect(compareReplies(reply({ a: 1 }), v2, STRICT)).toEqual([
      {
        field: '<header content-type>',
        v1: 'text of 16 characters',
        v2: 'text of 9 characters',
      },
    ]);
  });

  it('are never told by their values', () => {
    const [v1, v2] = [reply({ name: 'Ada', age: 36 }), reply({ name: 'Alan T', age: '41' })];
    const told = JSON.stringify(compareReplies(v1, v2, STRICT));
    expect(['Ada', 'Alan', '36', '41'].filter((value) => told.includes(value))).toEqual([]);
    expect(told).toContain('text of 3 characters');
  });

  it('are the same as themselves, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 40 }),
        fc.constantFrom('allow', 'refuse'),
        (body, additions) => {
          expect(
            fields(JSON.stringify(body), JSON.stringify(body, null, 1), { additions }),
          ).toEqual([]);
        },
      ),
    );
  });

  it('are the same in any order of a list without an order, also a long one', () => {
    const list = fc.array(fc.record({ id: fc.nat(9), tags: fc.array(fc.nat(3)) }), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(list, (elements) => {
        const turned = { a: [...elements].reverse() };
        expect(fields({ a: elements }, turned, { unordered: ['a'] })).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('are told in 20 differences at most', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    expect(
      fields(
        numbers,
        numbers.map((one) => one + 1),
      ),
    ).toHaveLength(20);
  });
});
