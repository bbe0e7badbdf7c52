import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { merge } from '../../model/fields';
import { SHARE_KEY } from '../../model/share-config';
import { run, type Ended } from './run';
import { fileBackend } from './file-backend';

/** A Pulumi command that failed, with all that it printed. */
export class PulumiError extends Error {
  constructor(
    readonly command: string,
    readonly ended: Ended,
  ) {
    super(`${command} failed with exit code ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    this.name = 'PulumiError';
  }
}

export interface LocalStackOptions {
  /** The project's folder. */
  readonly project: string;
  /** Folder of the file backend that holds the stack's state. */
  readonly backend: string;
  /** Folder for the copy of the stack file that this stack works on: the committed one stays as it is. */
  readonly folder: string;
  /** Environment with the toolchain on PATH and the cluster's kubeconfig. */
  readonly environment: NodeJS.ProcessEnv;
  /** Name of the stack; its file `Pulumi.<stack>.yaml` is in the project. @defaultValue `local` */
  readonly stack?: string;
  /** Config laid over that of the stack file, by full key. */
  readonly config?: Readonly<Record<string, string>>;
  /** Values laid over the service file, over and above the stack file's own `cutover:overrides`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** What one update did. */
export interface Update {
  /** From the start of the command to its end, in seconds. */
  readonly seconds: number;
  /** Resources created, updated, replaced or deleted. */
  readonly changed: number;
  readonly output: string;
}

const outputsSchema = z.object({
  desiredShare: z.number(),
  effectiveShare: z.number(),
  gatewayUrl: z.url(),
  namespace: z.string(),
  service: z.string(),
});
export type StackOutputs = z.infer<typeof outputsSchema>;

const historySchema = z.array(
  z.object({ resourceChanges: z.record(z.string(), z.int()).default({}) }),
);

/** The longest that one command may take; an update has its own, shorter, bounds for what it waits for. */
const TIMEOUT_SECONDS = 900;

const OVERRIDES_KEY = 'cutover:overrides';

/** A stack of this project, `local` unless another is named, driven through the real CLI as a person would, with state and config of its own. */
export class LocalStack {
  private readonly name: string;
  private readonly configFile: string;
  private readonly environment: NodeJS.ProcessEnv;

  constructor(private readonly options: LocalStackOptions) {
    this.name = options.stack ?? 'local';
    this.configFile = join(options.folder, `Pulumi.${this.name}.yaml`);
    this.environment = { ...options.environment, PULUMI_BACKEND_URL: fileBackend(options.backend) };
  }

  /**
   * Makes the stack anew, without any state, from the committed config. Pulumi writes an encryption salt into a
   * stack file of the project that has none: such a stack is for a copy of the project.
   */
  async create(): Promise<void> {
    mkdirSync(this.options.backend, { recursive: true });
    mkdirSync(this.options.folder, { recursive: true });
    await this.pulumi(['stack', 'rm', this.name, '--yes', '--force', '--preserve-config']).catch(
      () => undefined,
    );
    await this.pulumi(['stack', 'init', this.name]);
    copyFileSync(join(this.options.project, `Pulumi.${this.name}.yaml`), this.configFile);
    if (this.options.overrides) this.override(this.options.overrides);
    for (const [key, value] of Object.entries(this.options.config ?? {}))
      await this.set(key, value);
  }

  /** Does what a reviewed pull request does: changes the one number. */
  async setShare(share: number): Promise<void> {
    await this.set(SHARE_KEY, String(share));
  }

  /** @param key - full key; a path into an object where it holds dots. */
  async set(key: string, value: string): Promise<void> {
    await this.withConfig(['config', 'set', ...(key.includes('.') ? ['--path'] : []), key, value]);
  }

  /** Lays more values over the service file, in the stack's own copy of the stack file. */
  override(values: Readonly<Record<string, unknown>>): void {
    const document = parseDocument(readFileSync(this.configFile, 'utf8'));
    const before = (document.toJS() as { config: Record<string, unknown> }).config[OVERRIDES_KEY];
    document.setIn(['config', OVERRIDES_KEY], document.createNode(merge(before, values)));
    writeFileSync(this.configFile, document.toString());
  }

  /** @returns what `pulumi preview --diff` prints. */
  async preview(): Promise<string> {
    return (await this.withConfig(['preview', '--diff', '--non-interactive'])).stdout;
  }

  async up(): Promise<Update> {
    const ended = await this.withConfig(['up', '--yes', '--skip-preview', '--non-interactive']);
    const { stdout } = await this.pulumi(['stack', 'history', '--json', '--page-size', '1']);
    const [last] = historySchema.parse(JSON.parse(stdout));
    const changes = Object.entries(last?.resourceChanges ?? {}).filter(
      ([kind]) => kind !== 'same' && kind !== 'read',
    );
    return {
      seconds: ended.seconds,
      changed: changes.reduce((sum, [, count]) => sum + count, 0),
      output: ended.stdout,
    };
  }

  async outputs(): Promise<StackOutputs> {
    const { stdout } = await this.pulumi(['stack', 'output', '--json']);
    return outputsSchema.parse(JSON.parse(stdout));
  }

  async destroy(): Promise<void> {
    await this.withConfig(['destroy', '--yes', '--skip-preview', '--non-interactive']);
  }

  /** Runs a command that works on the stack's config. @throws PulumiError when it fails. */
  async withConfig(args: readonly string[]): Promise<Ended> {
    return this.pulumi([...args, '--stack', this.name, '--config-file', this.configFile]);
  }

  /** @throws PulumiError when the command fails. */
  async pulumi(args: readonly string[]): Promise<Ended> {
    const ended = await run('pulumi', args, {
      cwd: this.options.project,
      environment: this.environment,
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    if (ended.code !== 0) throw new PulumiError(`pulumi ${args.join(' ')}`, ended);
    return ended;
  }
}
