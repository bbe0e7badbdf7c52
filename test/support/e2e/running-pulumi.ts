import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../local/stack/until';
import type { Scene } from './scene';

/** A `pulumi` that runs on while the test does something to it. */
export class RunningPulumi {
  private output = '';
  private readonly child: ChildProcess;
  /** Exit code, `null` when a signal ended it, and all that it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;

  constructor(
    private readonly scene: Scene,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) {
    this.child = spawn('pulumi', [...args, '--non-interactive', '--stack', 'local'], {
      cwd: scene.folder,
      env: { ...scene.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) => {
        resolve({ code, output: this.output });
      });
    });
  }

  static up(scene: Scene, environment: Readonly<Record<string, string>> = {}): RunningPulumi {
    return new RunningPulumi(scene, ['up', '--yes', '--skip-preview'], environment);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  /** Waits until it holds the lock of the stack. */
  async locked(): Promise<void> {
    const folder = join(this.scene.folder, 'state/.pulumi/locks/organization/cutover/local');
    await this.when('pulumi holds the lock', () =>
      readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.json')),
    );
  }

  /** Waits for a state of the cluster that this command is to bring about. @throws when it ends before. */
  async when(what: string, probe: () => boolean | Promise<boolean>): Promise<void> {
    const over = (): boolean => this.child.exitCode !== null;
    try {
      await until(what, async () => (await found(probe)) || over(), REACHED_MS);
    } catch (cause) {
      throw new Error(`pulumi did not get so far:\n${this.output}`, { cause });
    }
    if (over()) throw new Error(`pulumi ended before ${what}:\n${(await this.ended).output}`);
  }

  /**
   * Kills the CLI alone, as the kernel does when memory runs out, and waits until the provider and the program
   * that it had started have noticed: they could still change something.
   */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
    await until('the provider and the program of the killed pulumi are gone', () =>
      processesOf(this.scene.folder).every(({ command }) => command.includes(LANGUAGE_HOST)),
    );
    // It does nothing without its engine, but looks for it only every five minutes.
    endAll(this.scene.folder);
  }
}

/** Ends everything that works on the state in this folder. */
export function endAll(folder: string): void {
  for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
}

const LANGUAGE_HOST = 'pulumi-language-nodejs';

/** Bounds a hang: the creation of the whole stack takes a quarter of it on an idle machine. */
const REACHED_MS = 90_000;

/** What is not there yet is not found. */
async function found(probe: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await probe();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Processes that were started with the state of this folder in their environment. */
function processesOf(folder: string): { readonly pid: number; readonly command: string }[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => read(pid, 'environ').includes(`file://${folder}/state`))
    .map((pid) => ({ pid: Number(pid), command: read(pid, 'cmdline') }))
    .filter(({ command }) => command !== '');
}
