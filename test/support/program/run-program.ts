import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome, World } from './world';

const root = join(__dirname, '..', '..', '..');

/** Runs the program once against mocks of the engine. */
export async function runProgram(world: World): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join(__dirname, 'main.ts')],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Judged by its answer: the SDK fails every process that ends while a refused update still waits.
        try {
          resolve(JSON.parse(stdout) as Outcome);
        } catch (cause) {
          reject(new Error(`no outcome: ${stderr}`, { cause: error ?? cause }));
        }
      },
    );
    child.stdin?.end(JSON.stringify(world));
  });
}
