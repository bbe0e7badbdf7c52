import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `work` while no other set-up uses the same home.
 *
 * The lock is the kernel's, held by a `flock` whose input is a pipe from this process: however this
 * process ends, the pipe closes and the next set-up goes on from there. Where there is no `flock`
 * (not Linux) nothing large is built either, and `work` runs without a lock.
 *
 * @param {string} home
 * @param {(text: string) => void} say - told when another set-up has to be waited for.
 * @param {() => Promise<number>} work
 */
export async function withSetupLock(home, say, work) {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'setup.lock');
  let release = await acquire(file, ['--nonblock']);
  if (release === undefined) {
    const holder = readFileSync(file, 'utf8').trim();
    say(`Another set-up (process ${holder}) is running; waiting for it to end.`);
    release = await acquire(file, []);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(file, how) {
  const hold = [
    'sh',
    '-c',
    'echo "$1" > "$0"; echo held; cat > /dev/null',
    file,
    String(process.pid),
  ];
  const child = spawn('flock', [...how, file, ...hold], {
    // In a session of its own, so that Ctrl-C does not free the lock while a step still cleans up.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  const answer = await Promise.race([
    once(child.stdout, 'data').then(() => 'held'),
    once(child, 'exit').then(() => 'busy'),
  ]).catch(() => 'no flock');
  if (answer === 'busy') return undefined;
  if (answer === 'no flock') return async () => {};
  return async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
}
