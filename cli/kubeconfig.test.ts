import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKubeconfig } from './kubeconfig';
import type { CommandTarget } from './target';

let folder: string;
let home: string;

const target: CommandTarget = {
  service: 'shop',
  namespace: 'shop',
  context: undefined,
  kubeconfig: undefined,
  stack: undefined,
};

/** One cluster, user and context of this name. */
const config = (name: string): string => `apiVersion: v1
kind: Config
current-context: ${name}
clusters: [{name: ${name}, cluster: {server: 'https://${name}.test:6443'}}]
users: [{name: ${name}, user: {token: secret}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutover-kubeconfig-'));
  home = join(folder, 'home');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('takes --kubeconfig before KUBECONFIG, and that before the home folder', () => {
  const option = file('option', config('option'));
  const variable = file('variable', config('variable'));
  file('home', config('home'));
  const server = (kubeconfig: string | undefined, places: string | undefined) =>
    loadKubeconfig({ ...target, kubeconfig }, { variable: places, home }).getCurrentCluster()
      ?.server;
  expect(server(option, variable)).toBe('https://option.test:6443');
  expect(server(undefined, variable)).toBe('https://variable.test:6443');
  expect(server(undefined, undefined)).toBe('https://home.test:6443');
});

test('merges the files of KUBECONFIG, the first one decides the current context', () => {
  const variable = [file('a', config('a')), join(folder, 'gone'), file('b', config('b'))].join(':');
  const current = loadKubeconfig(target, { variable, home });
  expect(current.getCurrentContext()).toBe('a');
  const other = loadKubeconfig({ ...target, context: 'b' }, { variable, home });
  expect(other.getCurrentCluster()?.server).toBe('https://b.test:6443');
});

test('says where it looked when there is none', () => {
  expect(() => loadKubeconfig(target, { variable: undefined, home })).toThrow(
    `no kubeconfig at ${home}; give --kubeconfig FILE or set KUBECONFIG`,
  );
});

test('names the nearest context', () => {
  const kubeconfig = file('a', config('kind-kind'));
  expect(() =>
    loadKubeconfig({ ...target, kubeconfig, context: 'kind' }, { variable: undefined, home }),
  ).toThrow(`no context 'kind' in ${kubeconfig} (known: kind-kind). Did you mean 'kind-kind'?`);
});

test('says what is wrong with a file that is none', () => {
  const kubeconfig = file('a', 'clusters: [');
  expect(() => loadKubeconfig({ ...target, kubeconfig }, { variable: undefined, home })).toThrow(
    `${kubeconfig} is no kubeconfig: `,
  );
});
