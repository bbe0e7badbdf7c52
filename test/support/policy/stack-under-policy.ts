import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { ClusterHandle } from '../../../local/cluster/cluster';
import { localEnvironment } from '../../../local/environment';
import type { LocalPaths } from '../../../local/settings';
import { LocalStack, PulumiError } from '../../../local/stack/local-stack';
import { copyProject } from '../../../local/stack/project-copy';
import { ensureScript } from '../../../local/toolchain/link';

/** What the last update of a stack is to have written. */
export interface Before {
  readonly desiredShare: number;
  readonly shareSince: string;
  readonly v1State?: string;
}

/** What a command came to. */
export interface Judged {
  readonly refused: boolean;
  /** All that the command printed. */
  readonly output: string;
  /** What the pack told, one line each: `[mandatory] soak: the message`, in the order of the alphabet. */
  readonly told: readonly string[];
}

const NAME = 'production';

/**
 * The production stack in a copy of the project, with a state in which nothing has been made but the outputs of an
 * update stand: what a preview looks at, without the minutes that a real update of everything would take.
 */
export class StackUnderPolicy {
  private readonly stack: LocalStack;

  private constructor(
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly kubectl: readonly string[],
  ) {
    const backend = join(folder, 'state');
    this.stack = new LocalStack({ project: folder, backend, folder, environment, stack: NAME });
  }

  static async open(paths: LocalPaths, handle: ClusterHandle): Promise<StackUnderPolicy> {
    const folder = join(paths.home, 'policy', handle.name);
    copyProject(folder);
    // The API server answers inside of the cluster's network namespace alone.
    const wrappers = join(folder, 'wrappers');
    ensureScript(
      join(wrappers, 'pulumi'),
      `#!/bin/sh\nexec nsenter --net=/run/netns/${handle.netns} ${join(paths.bin, 'pulumi')} "$@"\n`,
    );
    const target = { kubeconfig: handle.kubeconfig, embedded: false };
    const path = process.env['PATH'] ?? '';
    const environment = localEnvironment(paths, target, path);
    const net = `--net=/run/netns/${handle.netns}`;
    const kubectl = [net, join(paths.bin, 'kubectl'), '--kubeconfig', handle.kubeconfig];
    const whole = {
      ...process.env,
      ...environment,
      PATH: `${wrappers}:${environment['PATH'] ?? ''}`,
    };
    const stack = new StackUnderPolicy(folder, whole, kubectl);
    mkdirSync(join(folder, 'state'));
    await stack.stack.create();
    return stack;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Writes what the last update is to have written. */
  async pretend(before: Before): Promise<void> {
    const file = join(this.folder, 'deployment.json');
    const { stdout } = await this.stack.pulumi(['stack', 'export', '--stack', NAME]);
    const exported = JSON.parse(stdout) as { deployment: object };
    const type = 'pulumi:pulumi:Stack';
    const urn = `urn:pulumi:${NAME}::cutover::${type}::cutover-${NAME}`;
    const resources = [{ urn, custom: false, type, outputs: before }];
    writeFileSync(
      file,
      JSON.stringify({ ...exported, deployment: { ...exported.deployment, resources } }),
    );
    await this.stack.pulumi(['stack', 'import', '--stack', NAME, '--file', file]);
  }

  /** Makes objects in the cluster that the stack is previewed against. */
  async apply(...objects: readonly object[]): Promise<void> {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await new Promise<void>((done, fail) => {
      const args = [...this.kubectl, 'apply', '-f', '-'];
      const child = execFile('nsenter', args, { env: this.environment }, (error, _, stderr) => {
        if (error === null) done();
        else fail(new Error(stderr || error.message, { cause: error }));
      });
      child.stdin?.end(list);
    });
  }

  /** @param key - full key; a path into an object where it holds dots. */
  async set(key: string, value: string): Promise<void> {
    await this.stack.set(key, value);
  }

  /** Lays values over the service file. */
  override(values: Readonly<Record<string, unknown>>): void {
    this.stack.override(values);
  }

  /** Sets what the stack's config lets be broken. */
  overrideRules(entries: readonly object[]): void {
    this.edit(`Pulumi.${NAME}.yaml`, (text) => {
      const document = parseDocument(text);
      document.setIn(['config', 'cutover:policyOverrides'], entries);
      return document.toString();
    });
  }

  /** Edits a file of the copied project. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    writeFileSync(path, after);
  }

  async preview(...args: readonly string[]): Promise<Judged> {
    return this.run('preview', ...args);
  }

  /** Updates without a preview: what the pack does not stop is made. */
  async up(): Promise<Judged> {
    return this.run('up', '--yes', '--skip-preview');
  }

  /** @returns the types of all resources in the state. */
  async made(): Promise<readonly string[]> {
    const { stdout } = await this.stack.pulumi(['stack', 'export', '--stack', NAME]);
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: { type: string }[] } };
    return (deployment.resources ?? []).map(({ type }) => type);
  }

  private async run(...command: readonly string[]): Promise<Judged> {
    const args = [...command, '--policy-pack', 'policy', '--non-interactive', '--color', 'never'];
    try {
      const { stdout, stderr } = await this.stack.withConfig(args);
      return judged(false, stdout + stderr);
    } catch (error) {
      if (!(error instanceof PulumiError)) throw error;
      return judged(true, error.ended.stdout + error.ended.stderr);
    }
  }
}

function judged(refused: boolean, output: string): Judged {
  const [, policies = ''] = output.split('\nPolicies:\n');
  const told: string[] = [];
  for (const line of policies.split('\n\n')[0]?.split('\n') ?? []) {
    const [, level, rule] = /^ +- \[(\w+)\] +(\S+) /.exec(line) ?? [];
    if (level !== undefined) told.push(`[${level}] ${rule ?? ''}:`);
    else if (told.length > 0) told.push(`${told.pop() ?? ''} ${line.trim()}`);
  }
  return { refused, output, told: told.sort() };
}
