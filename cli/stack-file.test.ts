import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTarget } from './stack-file';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutover-stack-'));
  writeFileSync(join(folder, 'Pulumi.yaml'), 'name: cutover\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function stack(name: string, text: string): void {
  writeFileSync(join(folder, `Pulumi.${name}.yaml`), text);
}

test('finds the stack file from a folder below the project', () => {
  stack('local', 'config:\n  cutover:service: shop\n  cutover:namespace: shop-local\n');
  const below = join(folder, 'services', 'deep');
  mkdirSync(below, { recursive: true });
  expect(resolveTarget({ stack: 'local' }, below)).toEqual({
    service: 'shop',
    namespace: 'shop-local',
    context: undefined,
    kubeconfig: undefined,
    stack: 'local',
  });
});

test('the namespace is by default the name of the service', () => {
  stack('local', 'config:\n  cutover:service: shop\n');
  expect(resolveTarget({ stack: 'local' }, folder).namespace).toBe('shop');
});

test('needs no project when the service is named', () => {
  expect(resolveTarget({ service: 'shop' }, tmpdir()).namespace).toBe('shop');
});

test('names the nearest stack', () => {
  stack('staging', '');
  stack('production', '');
  expect(() => resolveTarget({ stack: 'stagin' }, folder)).toThrow(
    `no stack 'stagin' in ${folder} (known: production, staging). Did you mean 'staging'?`,
  );
});

test('says when there is no project', () => {
  rmSync(join(folder, 'Pulumi.yaml'));
  expect(() => resolveTarget({ stack: 'local' }, folder)).toThrow(
    `no Pulumi.yaml in ${folder} or above; run this in the project, or give --service NAME in place of --stack`,
  );
});

test.each([
  [
    'config:\n  cutover:service:\n    secure: AAAB\n',
    "'cutover:service' (a secret) must be plain text; run pulumi config set cutover:service NAME --plaintext --stack local",
  ],
  [
    'config:\n  cutover:service: 12\n',
    "'cutover:service' (12) must be plain text; run pulumi config set cutover:service NAME --plaintext --stack local",
  ],
])('refuses a value that is no text', (text, message) => {
  stack('local', text);
  const file = join(folder, 'Pulumi.local.yaml');
  expect(() => resolveTarget({ stack: 'local' }, folder)).toThrow(`${file}: ${message}`);
});

test('says when the stack names no service', () => {
  stack('local', 'config: {}\n');
  expect(() => resolveTarget({ stack: 'local' }, folder)).toThrow(
    "stack 'local' names no service: run pulumi config set cutover:service NAME --stack local, or give --service NAME",
  );
});

test('says when the stack file is not YAML', () => {
  stack('local', 'config: [');
  expect(() => resolveTarget({ stack: 'local' }, folder)).toThrow(
    `${join(folder, 'Pulumi.local.yaml')} is not YAML: `,
  );
});

test('lets no name through that is none in Kubernetes', () => {
  expect(() => resolveTarget({ service: '../secrets' }, folder)).toThrow(
    `'service' ("../secrets") must be at most 63 lower-case letters, digits and hyphens; correct --service or the stack file`,
  );
});
