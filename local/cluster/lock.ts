import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainEnvironment } from './command';
import type { Instance } from './instance';

/** How long to wait for another start or stop of the same cluster: many times what the slowest took. */
const patienceSeconds = 180;

/**
 * Runs `work` while no other process starts or stops this cluster.
 *
 * The lock is held by a `flock` whose input is a pipe from this process: however this process ends, the
 * pipe closes and the lock is free.
 */
export async function withLock<Result>(
  instance: Instance,
  onWait: (holder: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(instance.folder, { recursive: true });
  const file = join(instance.folder, 'lock');
  let release = await acquire(file, ['--nonblock']);
  if (release === undefined) {
    const holder = (await readFile(file, 'utf8').catch(() => '')).trim();
    onWait(holder);
    release = await acquire(file, ['--timeout', String(patienceSeconds)]);
    if (release === undefined) {
      throw new Error(
        `Cluster '${instance.name}' has been started or stopped by process ${holder} for ` +
          `${patienceSeconds} s; wait for it or end it, then try again`,
      );
    }
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/** @returns how to release the lock, or undefined when another process kept it. */
async function acquire(
  file: string,
  how: readonly string[],
): Promise<(() => Promise<void>) | undefined> {
  const hold = [
    'sh',
    '-c',
    'echo "$1" > "$0"; echo held; cat > /dev/null',
    file,
    String(process.pid),
  ];
  const child = spawn('flock', [...how, file, ...hold], {
    // In a session of its own, so that Ctrl-C does not free the lock while this process cleans up.
    detached: true,
    env: plainEnvironment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  const answer = await Promise.race([once(child.stdout, 'data').then(() => 'held'), ended]);
  if (answer !== 'held') return undefined;
  return async () => {
    child.stdin.end();
    await ended;
  };
}
