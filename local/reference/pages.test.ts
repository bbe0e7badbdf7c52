import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
