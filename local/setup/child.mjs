import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program with this one's input and output and passes signals on to it.
 *
 * On a terminal Ctrl-C reaches every process of the group by itself, so SIGINT is passed on only where
 * there is none: a second SIGINT would make Pulumi skip its clean-up.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} its exit code, 128 plus the signal's number where a signal ended it.
 */
export function runChild(command, args, options = {}) {
  const onTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(signal === null ? code : 128 + constants.signals[signal]);
    });
  }).finally(() => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  });
}
