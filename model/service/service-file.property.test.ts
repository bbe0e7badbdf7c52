import fc from 'fast-check';
import { stringify } from 'yaml';
import { arbitraryService } from '../../test/support/service/arbitrary-service';
import { fieldName, merge, valueAt } from '../fields';
import { InvalidInputError, type Problem } from '../problem';
import { readServiceFile } from './service-file';

type Path = readonly (string | number)[];

function problems(text: string): readonly Problem[] {
  try {
    readServiceFile('services/any.yaml', text);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

/** Every value in the file that is neither a list nor a mapping. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, below]) =>
    leaves(below, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Every mapping whose fields are the schema's and not the team's. */
function mappings(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = !Array.isArray(value) && !isNamedByTeam(path) ? [path] : [];
  return Object.entries(value).reduce(
    (found, [key, below]) => [
      ...found,
      ...mappings(below, [...path, Array.isArray(value) ? Number(key) : key]),
    ],
    here,
  );
}

const RECORDS =
  /(^|\.)(companions|environment|secrets|files|headers|values|plans|query|kinds|tolerances|comparison\.routes)$/;
const isNamedByTeam = (path: Path): boolean => RECORDS.test(fieldName(path));

/** Puts a value at a place. */
function put(value: unknown, path: Path, inner: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return inner;
  const below = put(valueAt(value, [key]), rest, inner);
  if (!Array.isArray(value)) return merge(without(value, key), { [key]: below });
  return value.map((one: unknown, index) => (index === key ? below : one));
}

function without(value: unknown, key: string | number): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([one]) => one !== key));
}

/** Stands at the place that is corrupted, so that the line is found without the reader's help. */
const MARK = 'CORRUPTED-HERE';

function corrupt(service: unknown, path: Path, by: string): { text: string; line: number } {
  const marked = stringify(put(service, path, MARK), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  const line = marked.slice(0, marked.indexOf(MARK)).split('\n').length;
  return { text: marked.replace(MARK, by), line };
}

const pick = (paths: (service: unknown) => Path[]) =>
  arbitraryService.chain((service) =>
    fc.record({ service: fc.constant<unknown>(service), path: fc.constantFrom(...paths(service)) }),
  );

it('takes every file that keeps to the schema, in either style of YAML', () => {
  fc.assert(
    fc.property(arbitraryService, fc.constantFrom('BLOCK', 'FLOW'), (service, style) => {
      const collectionStyle = style === 'FLOW' ? 'flow' : 'block';
      expect(problems(stringify(service, { collectionStyle }))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['a list', '[[]]'],
  ['a mapping', '{ nonsense: 1 }'],
  ['null', 'null'],
  ['not a number', '.nan'],
])('tells the line and the name of a field that is %s instead', (_, by) => {
  fc.assert(
    fc.property(pick(leaves), ({ service, path }) => {
      const { text, line } = corrupt(service, path, by);
      const told = problems(text).filter(({ field }) => field.startsWith(fieldName(path)));
      expect(told.map(({ at }) => at?.line)).toContain(line);
    }),
    { numRuns: 150 },
  );
});

it('tells the line of a field that nobody knows, wherever it stands', () => {
  fc.assert(
    fc.property(pick(mappings), ({ service, path }) => {
      const { text, line } = corrupt(service, [...path, 'nonsense'], '1');
      const told = problems(text).filter(
        ({ field, rule }) =>
          field === fieldName([...path, 'nonsense']) && rule.startsWith('be one of'),
      );
      expect(told.map(({ at }) => at?.line)).toEqual([line]);
    }),
    { numRuns: 150 },
  );
});

it.each<[string, Path]>([
  ['name', ['name']],
  ['versions.v1', ['versions', 'v1']],
  ['versions.v2.image', ['versions', 'v2', 'image']],
  ['versions.v2.port', ['versions', 'v2', 'port']],
  ['plans', ['plans']],
  ['plan', ['plan']],
])('tells that %s is missing', (field, path) => {
  fc.assert(
    fc.property(arbitraryService, (service) => {
      const parent = path.slice(0, -1);
      const rest = without(valueAt(service, parent), path.at(-1) ?? '');
      const text = stringify(parent.length === 0 ? rest : put(service, parent, rest));
      const told = problems(text).filter((problem) => problem.field === field);
      expect(told).toMatchObject([{ got: undefined, mend: 'add it' }]);
      expect(told[0]?.at?.line).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});
