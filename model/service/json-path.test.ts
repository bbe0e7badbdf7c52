import { jsonAt, jsonKind, parseJsonPath } from './json-path';

it.each<[string, (string | number)[] | undefined]>([
  ['a', ['a']],
  ['a.b-c', ['a', 'b-c']],
  ['a[0].b', ['a', 0, 'b']],
  ['a[0][12]', ['a', 0, 12]],
  ['[0].a', [0, 'a']],
  ['', undefined],
  ['.a', undefined],
  ['a.', undefined],
  ['a[', undefined],
  ['a[01]', undefined],
  ['a[0]b', undefined],
  ['a b', undefined],
])('reads %j', (text, steps) => {
  expect(parseJsonPath(text)).toEqual(steps);
});

const value = { jobs: [{ title: 'x' }, null], total: 2, length: 7 };

it.each<[string, unknown]>([
  ['jobs[0].title', 'x'],
  ['jobs[1]', null],
  ['jobs[1].title', undefined],
  ['jobs[2]', undefined],
  ['jobs.length', 2],
  ['length', 7],
  ['jobs.title', undefined],
  ['total.length', undefined],
  ['constructor', undefined],
])('finds %s', (path, expected) => {
  expect(jsonAt(value, path)).toEqual(expected);
});

it('names kinds in the words of YAML', () => {
  expect([null, [], {}, 1, false, 'x'].map(jsonKind)).toEqual([
    'null',
    'list',
    'mapping',
    'number',
    'boolean',
    'text',
  ]);
});
