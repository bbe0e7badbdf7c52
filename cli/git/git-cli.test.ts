import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCli } from './git-cli';

let folder: string;
let git: GitCli;

const run = (...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutover-git-'));
  git = new GitCli(folder);
  run('init', '--quiet', '--initial-branch', 'main');
  run('config', 'user.name', 'Alice');
  run('config', 'user.email', 'alice@example.com');
  write('stack.yaml', 'a: 1\n');
  write('other', '1\n');
  run('add', '--all');
  run('commit', '--quiet', '--message', 'Begin');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('commits one file on a new branch, whatever else is staged', async () => {
  write('stack.yaml', 'a: 2\n');
  write('other', '2\n');
  run('add', 'other');
  expect(await git.isDirty('stack.yaml')).toBe(true);
  await git.startBranch('raise/5');
  const hash = await git.commit('stack.yaml', 'Raise');
  expect(run('log', '-1', '--format=%H %s', 'raise/5')).toBe(`${hash} Raise`);
  expect(run('show', '--name-only', '--format=')).toBe('stack.yaml');
  expect(run('status', '--porcelain')).toBe('M  other');
  expect(run('log', '-1', '--format=%s', 'main')).toBe('Begin');
  expect(await git.isDirty('stack.yaml')).toBe(false);
});

test('a file that is in no commit is dirty, also when it is ignored', async () => {
  write('.gitignore', 'local.yaml\n');
  write('local.yaml', '');
  expect(await git.isDirty('local.yaml')).toBe(true);
});

test('knows its branches and whether it is in a work tree', async () => {
  expect([await git.hasBranch('main'), await git.hasBranch('mai')]).toEqual([true, false]);
  expect(await git.isWorkTree()).toBe(true);
  const outside = mkdtempSync(join(tmpdir(), 'cutover-no-git-'));
  expect(await new GitCli(outside).isWorkTree()).toBe(false);
  rmSync(outside, { recursive: true });
});

test('tells what git said when it fails', async () => {
  await expect(git.startBranch('main')).rejects.toThrow(
    "git switch failed: fatal: a branch named 'main' already exists",
  );
  await expect(git.commit('stack.yaml', 'Nothing')).rejects.toThrow(/^git commit failed: .+/);
});
