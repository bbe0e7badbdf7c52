import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';

/**
 * One process, told apart from a later one with the same id: ids are used again, and after a restart of
 * the machine the ticks since boot as well.
 */
export interface ProcessRecord {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process. */
  readonly startTicks: number;
  /** Changes with each boot. */
  readonly bootId: string;
}

/** @returns the record of a running process, or undefined when there is none or it is a zombie. */
export async function recordOf(pid: number): Promise<ProcessRecord | undefined> {
  try {
    const ticks = startTicks(await readFile(`/proc/${pid}/stat`, 'utf8'));
    return ticks === undefined ? undefined : { pid, startTicks: ticks, bootId: bootId() };
  } catch {
    return undefined;
  }
}

/** @returns whether the very process that was recorded still runs. */
export async function isAlive(record: ProcessRecord): Promise<boolean> {
  const now = await recordOf(record.pid);
  return now?.startTicks === record.startTicks && now.bootId === record.bootId;
}

/**
 * Signals the recorded process and nothing else.
 *
 * @returns whether it was there to be signalled.
 */
export async function signal(record: ProcessRecord, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(record))) return false;
  try {
    process.kill(record.pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/**
 * @param stat - the text of `/proc/<pid>/stat`.
 * @returns its 22nd field, or undefined for a zombie. The second field, the program's name, may hold
 * spaces and brackets, so fields are counted from the last bracket.
 */
export function startTicks(stat: string): number | undefined {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(rest[18]);
  return state === 'Z' || state === 'X' || !Number.isSafeInteger(ticks) ? undefined : ticks;
}

let knownBootId: string | undefined;

function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return knownBootId;
}
