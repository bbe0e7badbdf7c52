import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { capture, plainEnvironment } from './command';
import type { Instance } from './instance';
import { partOf, type PartName } from './parts';
import { isAlive, recordOf, signal, type ProcessRecord } from './process-record';

const initScript = join(__dirname, 'init.sh');
const startScript = join(__dirname, 'start.sh');

export const logOf = (instance: Instance, name: PartName | 'init') =>
  join(instance.logs, `${name}.log`);

/** The first process of a cluster that is being started. */
export interface StartingInit {
  readonly record: ProcessRecord;
  /** From now on it runs without this program. */
  readonly keep: () => void;
  /** Ends it, as the end of this program would. */
  readonly drop: () => void;
}

/**
 * Starts the first process of the cluster's own process and mount namespaces. Until it is kept it ends,
 * and everything in the namespaces with it, when this program does.
 *
 * @param home - what stays visible in the namespaces at the same path.
 * @param joins - the cgroup files by which it joins the cluster's cgroup.
 * @param record - is awaited before the process does anything.
 */
export async function startInit(
  instance: Instance,
  home: string,
  joins: readonly string[],
  record: (supervisor: ProcessRecord, init: ProcessRecord) => Promise<void>,
): Promise<StartingInit> {
  mkdirSync(instance.logs, { recursive: true });
  const enter = 'for file in $0; do echo 0 > "$file"; done; exec "$@"';
  const namespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child=SIGKILL'];
  const init = ['/bin/sh', initScript, home, instance.folder, instance.runFolder];
  const log = openSync(logOf(instance, 'init'), 'a');
  const child = spawn(
    'nsenter',
    [
      `--net=${instance.netnsPath}`,
      '--',
      'sh',
      '-c',
      enter,
      joins.join(' '),
      ...namespaces,
      ...init,
    ],
    { detached: true, env: plainEnvironment, stdio: ['pipe', 'pipe', log] },
  );
  closeSync(log);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('spawn gave no pipes');
  // Its end is seen as the end of its output.
  child.on('error', () => undefined);
  stdin.on('error', () => undefined);
  const lines = linesOf(stdout);
  try {
    const supervisor = await recordOf(child.pid ?? 0);
    const first = await recordOf(Number(await lines()));
    if (supervisor === undefined || first === undefined) throw new Error('it ended at once');
    await record(supervisor, first);
    stdin.write('go\n');
    if ((await lines()) !== 'ready') throw new Error('it ended early');
    return {
      record: first,
      keep: () => stdin.end('keep\n'),
      drop: () => stdin.destroy(),
    };
  } catch (error) {
    stdin.destroy();
    const log = logOf(instance, 'init');
    const said = (await readFile(log, 'utf8').catch(() => ''))
      .trim()
      .split('\n')
      .slice(-5)
      .join('\n');
    throw new Error(`The cluster's first process did not start; ${log} ends with:\n${said}`, {
      cause: error,
    });
  } finally {
    stdout.destroy();
    child.unref();
  }
}

function linesOf(output: Readable): () => Promise<string | undefined> {
  const reader = createInterface({ input: output })[Symbol.asyncIterator]();
  return async () => {
    const next = await reader.next();
    return next.done === true ? undefined : next.value;
  };
}

/** Starts one part inside the namespaces of `init`. */
export async function launchPart(
  instance: Instance,
  init: ProcessRecord,
  joins: readonly string[],
  name: PartName,
): Promise<ProcessRecord> {
  const { program, args } = partOf(instance, name);
  const inside = await capture('nsenter', [
    ...[`--target=${init.pid}`, '--mount', '--pid', `--net=${instance.netnsPath}`, '--'],
    ...['/bin/sh', startScript, logOf(instance, name), joins.join(' '), program, ...args],
  ]);
  const record = await outerRecord(init, Number(inside));
  if (record === undefined) throw new Error(`${name} ended at once`);
  return record;
}

/** @returns the process that has the id `inside` within the process namespace of `init`. */
async function outerRecord(
  init: ProcessRecord,
  inside: number,
): Promise<ProcessRecord | undefined> {
  const namespace = await readlink(`/proc/${init.pid}/ns/pid`);
  const ids = (await readdir('/proc')).map(Number).filter((id) => Number.isSafeInteger(id));
  // The one looked for is new: ids mostly grow.
  for (const id of ids.sort((a, b) => b - a)) {
    try {
      if ((await readlink(`/proc/${id}/ns/pid`)) !== namespace) continue;
      const status = await readFile(`/proc/${id}/status`, 'utf8');
      const chain = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split('\t') ?? [];
      if (Number(chain.at(-1)) === inside) return await recordOf(id);
    } catch {
      // Ended while we looked.
    }
  }
  return undefined;
}

/** Ends one process: politely, and after `graceMs` for good. */
export async function endProcess(record: ProcessRecord, graceMs: number): Promise<void> {
  const killAt = Date.now() + graceMs;
  if (graceMs > 0) await signal(record, 'SIGTERM');
  while (await isAlive(record)) {
    if (Date.now() >= killAt) await signal(record, 'SIGKILL');
    if (Date.now() >= killAt + 15_000) {
      throw new Error(
        `Process ${record.pid} does not end even when killed; the kernel log may say why`,
      );
    }
    await delay(20);
  }
}
