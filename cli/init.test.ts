import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readServiceFile } from '../model/service/service-file';
import type { Question } from './questions';
import { CommandFolder } from './run-in-folder';
import { starterFile } from './starter-file';

let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
});

afterEach(() => {
  folder.remove();
});

const images = ['--v1-image', 'shop:1', '--v2-image', 'shop:2'];
const read = (file: string) => readServiceFile(file, readFileSync(join(folder.path, file), 'utf8'));

/** Answers what is asked, by the words that it begins with; an empty answer takes what is offered. */
function answering(
  answers: Record<string, string | undefined>,
  asked: Question[] = [],
): Question[] {
  folder.questions = {
    ask: (question) => {
      asked.push(question);
      const [, answer] =
        Object.entries(answers).find(([start]) => question.message.startsWith(start)) ?? [];
      return Promise.resolve(answer === '' ? question.preset : answer);
    },
  };
  return asked;
}

test('writes a commented file that validates, from options alone', async () => {
  const result = await folder.run(
    ...['init', 'here/shop.yaml', '--name', 'shop', ...images, '--v1-port', '5062'],
    ...['--health-path', '/up', '--owner', 'team "a"'],
  );
  expect(result).toEqual({
    code: 0,
    out: 'wrote here/shop.yaml; check it with cutover validate here/shop.yaml',
    errors: '',
  });
  expect(read('here/shop.yaml')).toMatchObject({
    name: 'shop',
    owner: 'team "a"',
    versions: {
      v1: { image: 'shop:1', port: 5062, healthPath: '/up' },
      v2: { image: 'shop:2', port: 5062, healthPath: '/up' },
    },
    checks: [{ request: { path: '/up' } }],
    plan: 'careful',
  });
  expect((await folder.run('validate', 'here/shop.yaml')).code).toBe(0);
});

test('writes to services/ where there is one, with the schema for editors where that is', async () => {
  mkdirSync(join(folder.path, 'services'));
  const { out } = await folder.run('init', '--name', 'shop', ...images, '--json');
  expect(JSON.parse(out)).toEqual({ file: 'services/shop.yaml', service: 'shop' });
  expect(readFileSync(join(folder.path, 'services/shop.yaml'), 'utf8')).not.toContain('$schema');
  writeFileSync(join(folder.path, 'services/service.schema.json'), '{}');
  await folder.run('init', '--name', 'shop', ...images, '--force');
  expect(readFileSync(join(folder.path, 'services/shop.yaml'), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\/service\.schema\.json\n/,
  );
});

test('asks for what the options leave out', async () => {
  const asked = answering({
    Name: 'shop',
    'Image of V1': 'shop:1',
    'Port of V1': '5062',
    'Image of V2': 'shop:2',
    'Port of V2': '',
    Path: '',
  });
  expect((await folder.run('init')).out).toBe(
    'wrote shop.yaml; check it with cutover validate shop.yaml',
  );
  expect(asked.map(({ message, preset }) => [message, preset])).toEqual([
    ['Name of the service', undefined],
    ['Image of V1, with its tag', undefined],
    ['Port of V1', '8080'],
    ['Image of V2, with its tag', undefined],
    ['Port of V2', '5062'],
    ['Path that answers 200 when a pod may get traffic', '/health'],
  ]);
  expect(read('shop.yaml').versions.v2.port).toBe(5062);
});

test('tells a wrong answer while it is given', async () => {
  const asked = answering({ Name: 'shop', Image: 'shop:1', Port: '', Path: '' });
  await folder.run('init');
  const wrong = ['Shop', 'shop', '0', 'shop@1', '70000', 'health'];
  expect(asked.map(({ check }, index) => check(wrong[index] ?? ''))).toEqual([
    'must start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most',
    'must carry a tag or a digest',
    'must be a port, 1 to 65535',
    'must be a container image such as registry.example.com/shop:1.4.2',
    'must be a port, 1 to 65535',
    "must be a path such as /health, of letters, digits and ._~!&'()*+,=:@%/-",
  ]);
  expect(
    asked.map(({ check }, index) => check(['a', 'a:1', '1', 'a:1', '2', '/'][index] ?? '')),
  ).toEqual(Array<undefined>(6).fill(undefined));
});

test('writes nothing when the user has had enough', async () => {
  answering({ Name: 'shop', Image: undefined });
  expect(await folder.run('init')).toEqual({
    code: 1,
    out: '',
    errors: 'cutover: stopped; nothing was written',
  });
  expect(existsSync(join(folder.path, 'shop.yaml'))).toBe(false);
});

test.each([
  [
    ['init', '--yes'],
    [
      "cutover: '--name' (missing) must be given",
      "  '--v1-image' (missing) must be given",
      "  '--v2-image' (missing) must be given",
    ],
  ],
  [
    ['init', '--name', 'Shop', ...images, '--v1-port', 'x', '--health-path', 'up', '--owner', ''],
    [
      `cutover: '--name' ("Shop") must start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most`,
      `  '--v1-port' ("x") must be a port, 1 to 65535`,
      `  '--v2-port' (missing) must be given`,
      `  '--health-path' ("up") must be a path such as /health, of letters, digits and ._~!&'()*+,=:@%/-`,
      `  '--owner' ("") must not be empty`,
    ].filter((line) => !line.includes('v2-port')),
  ],
])('%j answers 64 and tells all of it', async (args, lines) => {
  answering({});
  const { code, errors } = await folder.run(...args, ...(args.includes('--yes') ? [] : ['--yes']));
  expect(errors).toBe(lines.join('\n'));
  expect(code).toBe(64);
});

test('refuses to replace a file, before anything is asked', async () => {
  folder.write('shop.yaml', 'mine');
  const asked = answering({ Name: 'shop' });
  const refused = {
    code: 3,
    out: '',
    errors: 'cutover: shop.yaml is there already; name another file, or replace it with --force',
  };
  expect(await folder.run('init', 'shop.yaml')).toEqual(refused);
  expect(asked).toEqual([]);
  expect(await folder.run('init', '--name', 'shop', ...images, '--yes')).toEqual(refused);
  expect(readFileSync(join(folder.path, 'shop.yaml'), 'utf8')).toBe('mine');
  expect((await folder.run('init', '--name', 'shop', ...images, '--yes', '--force')).code).toBe(0);
  expect(read('shop.yaml').name).toBe('shop');
});

test('every line of the starter that is commented out is valid as well', () => {
  const text = starterFile(
    {
      name: 'shop',
      owner: undefined,
      v1: { image: 'shop:1', port: 1 },
      v2: { image: 'shop:2', port: 2 },
      healthPath: '/health',
    },
    true,
  );
  // A comment of code begins with a field or an item of a list, one of words with several words.
  const all = text.replace(/^( *)# (- \{.*| {2}\w+: .*|[a-z]\w*:( .*)?)$/gim, '$1$2');
  const service = readServiceFile('shop.yaml', all);
  expect([
    service.owner,
    service.routes.length,
    service.gateway.tls.mode,
    service.assignment.mode,
    service.flags.percentage,
    service.capacity?.headroom,
    Object.keys(service.companions),
    Object.keys(service.versions.v1.secrets),
  ]).toEqual([
    'team@example.com',
    3,
    'issuer',
    'perUser',
    'V2_PERCENTAGE',
    1.3,
    ['cache'],
    ['DATABASE_PASSWORD'],
  ]);
});

test('the starter is valid for whatever is answered', () => {
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/);
  const version = fc.record({
    image: fc.stringMatching(
      /^[a-z][a-z0-9]{0,9}(\/[a-z0-9]{1,9})?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/,
    ),
    port: fc.integer({ min: 1, max: 65_535 }),
  });
  const healthPath = fc.stringMatching(/^\/[A-Za-z0-9._~!&'()*+,=:@%/-]{0,20}$/);
  const owner = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined });
  fc.assert(
    fc.property(fc.record({ name, owner, v1: version, v2: version, healthPath }), (answers) => {
      fc.pre(!/\p{Cc}/u.test(answers.owner ?? ''));
      const { v1, v2, ...rest } = readServiceFile('any.yaml', starterFile(answers, true)).versions;
      expect(rest).toEqual({});
      expect([v1, v2]).toMatchObject([
        { ...answers.v1, healthPath: answers.healthPath },
        { ...answers.v2, healthPath: answers.healthPath },
      ]);
    }),
    { numRuns: 60 },
  );
});
