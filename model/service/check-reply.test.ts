import { replyProblems } from './check-reply';
import { checks, type Check } from './check';

const check = (expected: object): Check => {
  const [one] = checks.parse([{ name: 'a', request: { path: '/' }, expect: expected }]);
  if (!one) throw new Error('no check');
  return one;
};
const reply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ jobs: [{ title: 'x', score: 1 }], none: null, total: 1 }),
};

it.each<[string, object]>([
  ['nothing but the status', {}],
  ['a header, whatever its case', { headers: { 'Content-Type': 'application/json' } }],
  ['values at any depth', { json: { 'jobs[0].title': 'x', jobs: [{ score: 1, title: 'x' }] } }],
  ['null where it is', { json: { none: null } }],
  ['the length of a list', { json: { 'jobs.length': 1 } }],
  [
    'kinds',
    { kinds: { jobs: 'list', 'jobs[0]': 'mapping', 'jobs[0].title': 'text', none: 'null' } },
  ],
])('passes when it expects %s', (_, expected) => {
  expect(replyProblems(check(expected), reply)).toEqual([]);
});

it.each<[object, string[]]>([
  [{ status: 201 }, ['status (200) must be 201']],
  [{ headers: { Etag: 'x' } }, ['header Etag (missing) must be "x"']],
  [
    { json: { 'jobs[0].title': 'y', 'jobs[1]': {}, total: '1' } },
    ['jobs[0].title ("x") must be "y"', 'jobs[1] (missing) must be {}', 'total (1) must be "1"'],
  ],
  [
    { kinds: { jobs: 'mapping', missing: 'text', total: 'text', 'jobs[0].title': 'null' } },
    [
      'jobs ([{"title":"x","score":1}]) must be a mapping',
      'missing (missing) must be text',
      'total (1) must be text',
      'jobs[0].title ("x") must be null',
    ],
  ],
])('fails when it expects %j', (expected, problems) => {
  expect(replyProblems(check(expected), reply)).toEqual(problems);
});

it('wants JSON only where it looks into it, and shows the start of what came instead', () => {
  const page = { ...reply, body: `<html>${'x'.repeat(100)}` };
  expect(replyProblems(check({}), page)).toEqual([]);
  expect(replyProblems(check({ json: { a: 1 } }), page)).toEqual([
    `the body ("<html>${'x'.repeat(70)}...) must be JSON`,
  ]);
});
