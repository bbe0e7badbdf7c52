import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPaths } from '../settings';
import { instanceOf } from './instance';
import { partNames } from './parts';
import { checkRequirements } from './requirements';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'requirements-'));
});
afterEach(() => rm(home, { recursive: true }));

test('a start without the built programs names each of them and what builds them', async () => {
  const paths = localPaths({ CUTOVER_HOME: home });
  await mkdir(paths.bin);
  const missing = ['etcd', 'kubelet'];
  for (const part of partNames.filter((name) => !missing.includes(name))) {
    await writeFile(join(paths.bin, part), '');
    await chmod(join(paths.bin, part), 0o755);
  }
  const error = await checkRequirements(instanceOf(paths)).catch((thrown: unknown) => thrown);
  const { message } = error as Error;
  expect(message).toMatch(/^The embedded cluster needs programs that are not here: /);
  expect(message).toMatch(/; build and install them with 'npm run setup'$/);
  // Of the system's own programs this machine may lack some, too.
  const named = message.split(/: |; /)[1]?.split(', ') ?? [];
  expect(named.filter((file) => file.startsWith(paths.bin))).toEqual(
    missing.map((part) => join(paths.bin, part)),
  );
});
