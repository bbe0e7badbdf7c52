import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFolder, SHOP } from './run-in-folder';

let folder: CommandFolder;

beforeEach(() => {
  folder = new CommandFolder();
  folder.write('Pulumi.yaml', 'name: cutover\n');
  mkdirSync(join(folder.path, 'services'));
  folder.write('services/shop.yaml', SHOP);
});

afterEach(() => {
  folder.remove();
});

const bad = SHOP.replace('5070', '99999').replace('plan: quick', 'plan: quik');
const told = [
  "  line 4, column 26: 'versions.v2.port' (99999) must be at most 65535; correct it",
  `  line 5, column 1: 'plan' ("quik") must be one of the plans (quick); write 'quick'`,
];

test('a valid file answers 0', async () => {
  expect(await folder.run('validate', 'services/shop.yaml')).toEqual({
    code: 0,
    out: 'services/shop.yaml: valid (service shop)',
    errors: '',
  });
});

test('one wrong file among others answers 1, with every problem of each', async () => {
  folder.write('bad.yaml', bad);
  const { code, out } = await folder.run('validate', 'services/shop.yaml', 'bad.yaml', 'none.yaml');
  expect(out).toBe(
    [
      'services/shop.yaml: valid (service shop)',
      'bad.yaml: 2 problems',
      ...told,
      'none.yaml: there is no such file',
    ].join('\n'),
  );
  expect(code).toBe(1);
});

test('JSON tells each part of a problem', async () => {
  folder.write('bad.yaml', SHOP.replace('5070', '99999'));
  const { code, out } = await folder.run('validate', 'bad.yaml', 'none.yaml', '--json');
  expect(JSON.parse(out)).toEqual({
    files: [
      {
        file: 'bad.yaml',
        valid: false,
        service: null,
        problems: [
          {
            field: 'versions.v2.port',
            got: '99999',
            rule: 'be at most 65535',
            mend: 'correct it',
            line: 4,
            column: 26,
            message: told[0]?.trim(),
          },
        ],
      },
      {
        file: 'none.yaml',
        valid: false,
        service: null,
        problems: [
          {
            field: 'the file',
            got: null,
            rule: 'be readable',
            mend: 'name another file',
            line: null,
            column: null,
            message: 'none.yaml: there is no such file',
          },
        ],
      },
    ],
  });
  expect(code).toBe(1);
});

test('a stack names the file, and lays its overrides over it', async () => {
  folder.write(
    'Pulumi.staging.yaml',
    'config:\n  cutover:service: shop\n  cutover:overrides: { gateway: { replicas: 0 } }\n',
  );
  expect(await folder.run('validate', '--stack', 'staging')).toEqual({
    code: 1,
    out: `services/shop.yaml: 1 problem\n  'cutover:overrides: gateway.replicas' (0) must be at least 1; correct it`,
    errors: '',
  });
});

test('a service names its file', async () => {
  expect((await folder.run('validate', '--service', 'shop')).out).toBe(
    'services/shop.yaml: valid (service shop)',
  );
});

test.each([
  [['validate'], 'cutover: no service file named: give FILE, --stack NAME or --service NAME'],
  [
    ['validate', '--service', 'shp'],
    /^cutover: no service 'shp' in .*services \(known: shop\)\. Did you mean 'shop'\?$/,
  ],
  [['validate', '--stack', 'x'], /^cutover: no stack 'x' in .* \(there are no stack files\)$/],
])('%j answers 64', async (args, message) => {
  const { code, errors } = await folder.run(...args);
  expect(errors).toMatch(message);
  expect(code).toBe(64);
});
