import type { Version } from '../../model/names';
import { mappingApi } from './mapping-api';
import type { MappingFlags } from './mapping-flags';

const all: MappingFlags = {
  v2: true,
  v2Default: true,
  v1Fallback: true,
  containers: true,
  jsonpath: true,
  arrayOps: true,
  newOps: true,
};

async function ask(
  version: Version,
  path: string,
  body: unknown,
  flags: Partial<MappingFlags> = {},
) {
  const handler = mappingApi(version, { ...all, ...flags }).posts.get(`/api/v1/mappings/${path}`);
  if (!handler) throw new Error(`no ${path}`);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { code, body: reply } = await handler(text);
  return { code, reply: JSON.parse(reply.toString()) as unknown };
}

const order = {
  customer: { name: ' Ada ', city: 'Paris' },
  items: [{ sku: 'a', price: '3' }, { sku: 'b' }, { sku: 'a' }],
};
const dryRun = (rules: unknown[], more: object = {}) => ({
  mapping: { rules, ...more },
  input: order,
});

test.each(['v1', 'v2'] as const)('a mapping of V1 gives the same on %s', async (version) => {
  const rules = [
    { target: 'who', from: 'customer.name' },
    { target: 'place.city', op: 'upper', from: 'customer.city' },
    { target: 'label', op: 'concat', from: ['customer.city', 'customer.city'], separator: '-' },
    { target: 'kind', op: 'constant', value: 'order' },
    { target: 'gone', from: 'customer.age' },
  ];
  const output = {
    who: ' Ada ',
    place: { city: 'PARIS' },
    label: 'Paris-Paris',
    kind: 'order',
  };
  expect(await ask(version, 'dry-run', dryRun(rules))).toEqual({
    code: 200,
    reply: { dsl: version, output },
  });
  expect(await ask(version, 'dry-run/v1', dryRun(rules))).toEqual({
    code: 200,
    reply: { dsl: 'v1', output },
  });
});

test('V2 knows paths into lists, containers, list operations and new ones', async () => {
  const rules = [
    { target: 'bag', op: 'object' },
    { target: 'bag.skus', from: '$.items[*].sku' },
    { target: 'bag.one', op: 'list', from: ['$.items[1].sku', 'customer.city'] },
    { target: 'count', op: 'count', from: '$.items' },
    { target: 'unique', op: 'unique', from: '$.items[*].sku' },
    { target: 'first', op: 'first', from: '$.items[*].sku' },
    { target: 'last', op: 'last', from: '$.items[*].sku' },
    { target: 'all', op: 'join', from: '$.items[*].sku', separator: ',' },
    { target: 'name', op: 'trim', from: 'customer.name' },
    { target: 'price', op: 'number', from: '$.items[0].price' },
    { target: 'note', op: 'default', from: '$.note', value: 'none' },
  ];
  expect((await ask('v2', 'dry-run', dryRun(rules))).reply).toEqual({
    dsl: 'v2',
    output: {
      bag: { skus: ['a', 'b', 'a'], one: ['b', 'Paris'] },
      count: 3,
      unique: ['a', 'b'],
      first: 'a',
      last: 'a',
      all: 'a,b,a',
      name: 'Ada',
      price: 3,
      note: 'none',
    },
  });
});

const jsonpath = { mapping: { rules: [{ target: 'a', from: '$.b' }] } };
const trim = { mapping: { rules: [{ target: 'a', op: 'trim', from: 'b' }] } };

test('validates: what V2 knows and V1 does not is told by its rule', async () => {
  expect(await ask('v2', 'validate', jsonpath)).toEqual({
    code: 200,
    reply: { valid: true, dsl: 'v2', errors: [] },
  });
  expect(await ask('v1', 'validate', jsonpath)).toEqual({
    code: 200,
    reply: {
      valid: false,
      dsl: 'v1',
      errors: [{ rule: 0, message: "path '$.b' is not one of v1" }],
    },
  });
  expect((await ask('v2', 'validate/v1', trim)).reply).toEqual({
    valid: false,
    dsl: 'v1',
    errors: [{ rule: 0, message: "no operation 'trim' in v1" }],
  });
});

test.each([
  [{ target: 'a' }, "'from' is missing"],
  [{ target: 'a', op: 'constant' }, "'value' is missing"],
  [{ target: 'a', op: 'default', from: 'b' }, "'value' is missing"],
  [{ target: 'a', from: 'b..c' }, "'b..c' is no path"],
  [{ target: 'a', from: '$[x]' }, "'$[x]' is no path"],
])('validates: %j', async (rule, message) => {
  expect((await ask('v2', 'validate', { mapping: { rules: [rule] } })).reply).toMatchObject({
    errors: [{ rule: 0, message }],
  });
});

test('compiles to the same id for the same mapping', async () => {
  const compiled = await ask('v2', 'compile', jsonpath);
  expect(compiled).toEqual({
    code: 200,
    reply: {
      id: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      dsl: 'v2',
      steps: ['copy $.b -> a'],
    },
  });
  expect(await ask('v2', 'compile', jsonpath)).toEqual(compiled);
  expect((await ask('v1', 'compile', jsonpath)).code).toBe(422);
});

test.each([
  [{ v2: false }, jsonpath, "path '$.b' is not one of v1"],
  [{ v2Default: false }, jsonpath, "path '$.b' is not one of v1"],
  [{ jsonpath: false }, jsonpath, "path '$.b' is not one of v2"],
  [{ newOps: false }, trim, "operation 'trim' is switched off"],
])('the flags %j count', async (flags, body, message) => {
  expect((await ask('v2', 'validate', body, flags)).reply).toMatchObject({
    valid: false,
    errors: [{ message }],
  });
});

test('a mapping of V1 is refused by V2 once there is no fallback', async () => {
  const v1 = { mapping: { dsl: 'v1', rules: [{ target: 'a', from: 'b' }] } };
  expect((await ask('v2', 'validate', v1)).code).toBe(200);
  expect(await ask('v2', 'validate', v1, { v1Fallback: false })).toEqual({
    code: 422,
    reply: { error: 'mappings of v1 are not taken any more' },
  });
});

test('a mapping of V2 is refused by V1', async () => {
  const v2 = { mapping: { dsl: 'v2', rules: [{ target: 'a', from: 'b' }] } };
  expect(await ask('v1', 'dry-run', v2)).toEqual({
    code: 422,
    reply: { error: 'this version knows mappings of v1 alone' },
  });
});

test.each([
  ['{', 'the body must be JSON'],
  ['{}', "'mapping': Invalid input: expected object, received undefined"],
])('refuses %s', async (body, error) => {
  expect(await ask('v1', 'compile', body)).toEqual({ code: 400, reply: { error } });
});
