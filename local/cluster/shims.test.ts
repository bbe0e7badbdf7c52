import { spawnSync } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPaths } from '../settings';
import { shimText, writeShims } from './shims';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shims-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('each wrapper is executable', async () => {
  const paths = localPaths({ CUTOVER_HOME: folder });
  await writeShims(paths);
  for (const name of ['pulumi', 'kubectl', 'cutover']) {
    await expect(access(join(paths.shims, name), constants.X_OK)).resolves.toBeUndefined();
  }
});

test('a wrapper without a cluster says how to start one', () => {
  const text = shimText('kubectl', 'kubectl', join(folder, "no'ne"), '/kubeconfig');
  const { status, stderr } = spawnSync('sh', ['-s'], { input: text, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "kubectl: the embedded cluster does not run; start it with 'npm run cluster -- up'\n",
  });
});
