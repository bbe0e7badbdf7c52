import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { generatedFiles } from './pages';

const root = join(__dirname, '../..');

test.each(generatedFiles())('$path is what the schema says: else run npm run reference', (file) => {
  expect(readFileSync(join(root, file.path), 'utf8')).toBe(file.text);
});

const [schema, page] = generatedFiles().map(({ text }) => text);

/** Names of all fields in a JSON Schema, at any depth. */
function fields(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    ...(key === 'properties' ? Object.keys(below as object) : []),
    ...fields(below),
  ]);
}

test('the page tells every field of the schema', () => {
  const names = new Set(fields(JSON.parse(schema ?? '')));
  expect(names.size).toBeGreaterThan(100);
  const untold = [...names].filter((name) => !new RegExp(`[\`.]${name}\``).test(page ?? ''));
  expect(untold).toEqual([]);
});

test('every field on the page has a description', () => {
  const rows = (page ?? '').split('\n').filter((line) => /^\| `/.test(line));
  expect(rows.filter((line) => /\| *\|$/.test(line))).toEqual([]);
});

test('the schema for editors tells the rules in the words of the command', () => {
  expect(JSON.parse(schema ?? '')).toMatchObject({
    properties: {
      name: {
        patternErrorMessage:
          'must start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most',
      },
      security: {
        properties: {
          clients: {
            items: { patternErrorMessage: 'must be a network such as 10.0.0.0/8 or 2001:db8::/32' },
          },
        },
      },
    },
  });
});

describe('an editor with the schema', () => {
  const validate = new Ajv({ strict: false, formats: { date: true, uri: true } }).compile(
    JSON.parse(schema ?? '') as object,
  );
  const file = (name: string) =>
    parse(readFileSync(join(root, 'services', name), 'utf8')) as object;

  it.each(['supersmartmatch.yaml', 'mapping-dsl.yaml'])('finds nothing wrong with %s', (name) => {
    validate(file(name));
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['/name', { name: 'Shop' }],
    ['/versions/v1', { versions: { v1: {}, v2: {} } }],
    ['', { rout: [] }],
    ['/gateway/rateLimit/key', { gateway: { rateLimit: { key: 'adress' } } }],
    ['/security/clients/0', { security: { clients: ['10.0.0.1'] } }],
    ['/flags/values', { flags: { values: { 'A-B': 'x' } } }],
  ])('finds what is wrong at "%s"', (place, over) => {
    expect(validate({ ...file('mapping-dsl.yaml'), ...over })).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(place);
  });
});
