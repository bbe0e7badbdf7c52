import { readFileSync, rmSync, statSync } from 'node:fs';
import type { NginxSight } from '../reload';
import { askNginx } from './ask';
import { findMaster, readWorkers } from './processes';

/** The NGINX beside the agent. */
export interface NginxPort {
  /**
   * Reads the workers and then asks what a fresh connection is served.
   *
   * @param old - workers that are to stop accepting: while one of them still does, NGINX is not asked,
   * since its answer could settle nothing.
   */
  look(old: readonly number[]): Promise<NginxSight>;
  /** The master and the workers that accept at this moment, without asking NGINX. */
  master(): { readonly pid: number; readonly accepting: readonly number[] } | undefined;
  /**
   * Tells the master to reload.
   *
   * @throws when the master has just ended.
   */
  reload(master: number): void;
}

export interface NginxPaths {
  readonly pid: string;
  readonly configSocket: string;
  readonly internalSocket: string;
}

/** The answer is made by NGINX itself in well under a millisecond; a loaded machine may take far longer. */
const ASK_TIMEOUT_MS = 1_000;

/** The real NGINX, found through its pid file, `/proc` and its unix socket. */
export function nginxControl(paths: NginxPaths): NginxPort {
  return {
    async look(old) {
      const master = findMaster(paths.pid);
      if (master === undefined) {
        for (const socket of [paths.configSocket, paths.internalSocket]) removeStaleSocket(socket);
        return { master, accepting: [], draining: 0, served: undefined };
      }
      // In this order: an answer given after the old workers have stopped comes from a new one.
      const workers = readWorkers(master);
      if (workers.accepting.some((pid) => old.includes(pid))) {
        return { master, ...workers, served: undefined };
      }
      return { master, ...workers, served: await askNginx(paths.configSocket, ASK_TIMEOUT_MS) };
    },
    master() {
      const pid = findMaster(paths.pid);
      return pid === undefined ? undefined : { pid, accepting: readWorkers(pid).accepting };
    },
    reload(master) {
      process.kill(master, 'SIGHUP');
    },
  };
}

/** Tells NGINX to open its logs anew. @returns whether there is one. */
export function reopenLogs(pidFile: string): boolean {
  const master = findMaster(pidFile);
  if (master === undefined) return false;
  process.kill(master, 'SIGUSR1');
  return true;
}

/** A socket that is younger may be that of an NGINX that is just starting, and has no master to be found yet. */
const STARTING_MS = 1_000;

/**
 * An NGINX that was killed leaves its unix sockets behind, and the next one cannot bind to them and never
 * starts. The kernel's list says whether any process still has it, by the name that it was bound to: from another root
 * folder that is another name. NGINX tries five times in 2.5 s to bind.
 */
function removeStaleSocket(socketPath: string): void {
  const made = statSync(socketPath, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined || made > Date.now() - STARTING_MS) return;
  const bound = readFileSync('/proc/net/unix', 'utf8').split('\n');
  if (bound.some((line) => line.endsWith(` ${socketPath}`))) return;
  rmSync(socketPath, { force: true });
}
