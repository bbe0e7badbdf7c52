import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClusterHandle } from '../../../local/cluster/cluster';
import type { LocalPaths } from '../../../local/settings';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs programs inside the network namespace of an embedded cluster. */
export class InsideCluster {
  constructor(
    private readonly paths: LocalPaths,
    readonly handle: ClusterHandle,
  ) {}

  /** @returns what the program printed. @throws when it fails, with what it said. */
  async run(command: readonly string[], input = ''): Promise<string> {
    const child = run('nsenter', [`--net=/run/netns/${this.handle.netns}`, ...command], {
      maxBuffer: MAX_OUTPUT_BYTES,
      env: { ...process.env, KUBECONFIG: this.handle.kubeconfig },
    });
    child.child.stdin?.end(input);
    return (await child).stdout;
  }

  kubectl(args: readonly string[], input = ''): Promise<string> {
    return this.run([join(this.paths.bin, 'kubectl'), ...args], input);
  }

  async get<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(
      await this.kubectl(['get', ...args, '-o', 'json', '--show-managed-fields']),
    ) as T;
  }

  /** @returns the body of an answer to a GET from inside, whatever its status. */
  fetch(url: string): Promise<string> {
    const program = `fetch(process.argv[1]).then((a) => a.text()).then(console.log)`;
    return this.run([process.execPath, '-e', program, url]);
  }
}
