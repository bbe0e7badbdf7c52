import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localEnvironment } from '../../../local/environment';
import { localPaths, projectRoot } from '../../../local/settings';
import { run, type Ended } from '../../../local/stack/run';

const COMMAND_SECONDS = 120;

/** Records the share as the real program does, takes as long as it is told, and needs no cluster. */
const PROGRAM = `import { writeFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
const config = new pulumi.Config('cutover');
export const desiredShare = config.requireNumber('v2TrafficPercentage');
export const shareSince = new Date().toISOString();
class Part extends pulumi.ComponentResource {}
new Part('cutover:index:Traffic', 'traffic-' + desiredShare);
if (!pulumi.runtime.isDryRun()) writeFileSync('applied', String(desiredShare));
if (config.get('refuse')) throw new pulumi.RunError(config.require('refuse'));
export const waited = new Promise((resolve) =>
  setTimeout(() => resolve(true), 1000 * (config.getNumber('seconds') ?? 0)),
);
`;

/** A stack with the real Pulumi CLI on a file backend, whose program makes nothing in any cluster. */
export class TinyStack {
  readonly stack = 'tiny';
  readonly folder = mkdtempSync(join(tmpdir(), 'cutover-tiny-'));
  readonly environment: NodeJS.ProcessEnv;

  constructor() {
    const paths = localPaths();
    const kubeconfig = join(this.folder, 'no-kubeconfig');
    const path = process.env['PATH'] ?? '';
    this.environment = {
      ...process.env,
      ...localEnvironment(paths, { kubeconfig, embedded: false }, path),
      PULUMI_BACKEND_URL: `file://${join(this.folder, 'state')}`,
    };
    mkdirSync(join(this.folder, 'state'));
    mkdirSync(join(this.folder, 'services'));
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
    symlinkSync(join(projectRoot, 'tsconfig.json'), join(this.folder, 'tsconfig.json'));
    this.write('package.json', '{"main":"index.ts"}');
    this.write('Pulumi.yaml', 'name: cutover\nruntime: nodejs\n');
    this.write('index.ts', PROGRAM);
  }

  async create(share: number): Promise<void> {
    await this.pulumi('stack', 'init', this.stack);
    await this.set('cutover:v2TrafficPercentage', String(share));
    await this.set('cutover:service', 'tiny');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  async set(key: string, value: string, ...flags: string[]): Promise<void> {
    await this.pulumi('config', 'set', key, value, '--stack', this.stack, ...flags);
  }

  /** @throws when the command fails. */
  async pulumi(...args: readonly string[]): Promise<string> {
    const ended = await this.run('pulumi', [...args, '--non-interactive']);
    if (ended.code !== 0) throw new Error(`pulumi ${args.join(' ')}: ${ended.stderr}`);
    return ended.stdout;
  }

  /** Runs the `cutover` command as its users do. */
  cutover(...args: readonly string[]): Promise<Ended> {
    return this.run(process.execPath, [join(projectRoot, 'dist', 'cutover.js'), ...args]);
  }

  /** @returns whether somebody holds the lock of the stack. */
  isLocked(): boolean {
    const folder = join(this.folder, 'state', '.pulumi', 'locks');
    try {
      return readdirSync(folder, { recursive: true }).some((file) =>
        String(file).endsWith('.json'),
      );
    } catch {
      return false;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private run(command: string, args: readonly string[]): Promise<Ended> {
    const { folder: cwd, environment } = this;
    return run(command, args, { cwd, environment, timeoutSeconds: COMMAND_SECONDS });
  }
}
