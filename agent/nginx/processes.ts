import { readdirSync, readFileSync } from 'node:fs';

/** The titles that NGINX gives its processes (`ngx_setproctitle`). */
const MASTER_TITLE = 'nginx: master process';
const WORKER_TITLE = 'nginx: worker process';
const DRAINING_TITLE = 'nginx: worker process is shutting down';

export interface Workers {
  readonly accepting: readonly number[];
  readonly draining: number;
}

/**
 * @param pidFile - where NGINX's master writes its process id.
 * @returns the master's process id, or `undefined` when the file names no living NGINX master: after a
 * crash the number may belong to any process, and a signal to it could do any harm. NGINX takes this
 * title only once it handles signals, so a process found here never misses one.
 */
export function findMaster(pidFile: string): number | undefined {
  const pid = Number(read(pidFile)?.trim());
  if (!Number.isInteger(pid) || pid < 2) return undefined;
  return titleOf(pid)?.startsWith(MASTER_TITLE) ? pid : undefined;
}

/**
 * A worker takes the title "is shutting down" right before it closes its listening sockets
 * (`ngx_worker_process_cycle`), so one that has it takes no new connection.
 */
export function readWorkers(master: number): Workers {
  const titles = childrenOf(master).map((pid) => ({ pid, title: titleOf(pid) ?? '' }));
  const workers = titles.filter(({ title }) => title.startsWith(WORKER_TITLE));
  const accepting = workers.filter(({ title }) => !title.startsWith(DRAINING_TITLE));
  return {
    accepting: accepting.map(({ pid }) => pid),
    draining: workers.length - accepting.length,
  };
}

/** Kernels without CONFIG_PROC_CHILDREN have no such file; there every process tells its parent. */
function childrenOf(pid: number): readonly number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`);
  if (children !== undefined) return numbers(children.split(' '));
  return numbers(readdirSync('/proc')).filter((other) => parentOf(other) === pid);
}

function parentOf(pid: number): number | undefined {
  // The second field is the command in brackets and may hold anything, brackets too.
  const fields = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return Number(fields?.[1]);
}

function titleOf(pid: number): string | undefined {
  return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
}

function numbers(texts: readonly string[]): number[] {
  return texts.filter((text) => /^\d+$/.test(text)).map(Number);
}

/** Files of processes may vanish at any moment: what cannot be read is not there. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
