import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LocalWorkspace,
  type PulumiFn,
  type Stack,
  type UpOptions,
} from '@pulumi/pulumi/automation';
import { ApiProxy } from './api-proxy';
import { discard, make } from './live';
import { type Outcome, Recorder } from './outcome';
import { testKubeconfig } from './settings';
import { fileBackend } from '../../../local/stack/file-backend';

/** The part of a state's resource that the contract looks at. */
export interface StateResource {
  readonly urn: string;
  readonly id?: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly initErrors?: readonly string[];
  readonly external?: boolean;
}

/** What differs from the usual for one stack. */
export interface StackOptions {
  /** Path of the kubeconfig that the provider gets. */
  readonly kubeconfig?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A stack of its own, on a file backend of its own, with a namespace of its own: tests run beside
 * each other. Programs run inside the test; the CLI and the provider are the real ones.
 */
export class TestStack {
  private constructor(
    /** A namespace that exists already and goes away with the stack. */
    readonly namespace: string,
    private readonly folder: string,
    private readonly stack: Stack,
  ) {}

  static async open(options: StackOptions = {}): Promise<TestStack> {
    const namespace = `provider-test-${randomBytes(4).toString('hex')}`;
    const folder = mkdtempSync(join(tmpdir(), 'cutover-provider-'));
    const stack = await LocalWorkspace.createStack(
      { stackName: 'test', projectName: 'contract', program: () => Promise.resolve() },
      {
        envVars: {
          // Wins over whatever backend the environment of the tests names.
          PULUMI_BACKEND_URL: fileBackend(folder),
          KUBECONFIG: options.kubeconfig ?? testKubeconfig(),
          PULUMI_CONFIG_PASSPHRASE: 'contract',
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: 'false',
          ...options.environment,
        },
      },
    );
    await make({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    return new TestStack(namespace, folder, stack);
  }

  up(program: PulumiFn, options: UpOptions = {}): Promise<Outcome> {
    return this.#record(async (recorder) => {
      const { onOutput, onEvent } = recorder;
      const result = await this.stack.up({ program, onOutput, onEvent, ...options });
      return recorder.outcome(true, result.outputs);
    });
  }

  preview(program: PulumiFn): Promise<Outcome> {
    return this.#record(async (recorder) => {
      const { onOutput, onEvent } = recorder;
      await this.stack.preview({ program, onOutput, onEvent, diff: true });
      return recorder.outcome(true);
    });
  }

  refresh(): Promise<Outcome> {
    return this.#record(async (recorder) => {
      const { onOutput, onEvent } = recorder;
      await this.stack.refresh({ onOutput, onEvent });
      return recorder.outcome(true);
    });
  }

  destroy(): Promise<Outcome> {
    return this.#record(async (recorder) => {
      const { onOutput, onEvent } = recorder;
      await this.stack.destroy({ onOutput, onEvent });
      return recorder.outcome(true);
    });
  }

  /** Whether an update runs right now. */
  isLocked(): boolean {
    return this.#locks().length > 0;
  }

  /** Kills the CLI that holds the lock, as a machine that loses its power does. */
  kill(): void {
    for (const lock of this.#locks()) {
      const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
      process.kill(pid, 'SIGKILL');
    }
  }

  /** `pulumi cancel`: takes away the lock of a CLI that is no more. */
  cancel(): Promise<void> {
    return this.stack.cancel();
  }

  #locks(): string[] {
    const folder = join(this.folder, '.pulumi', 'locks', 'organization', 'contract', 'test');
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files.filter((file) => file.endsWith('.json')).map((file) => join(folder, file));
  }

  /** Whether a text stands in the state as it lies on disk, where secrets must not be readable. */
  isReadable(text: string): boolean {
    const file = join(this.folder, '.pulumi', 'stacks', 'contract', 'test.json');
    return readFileSync(file, 'utf8').includes(text);
  }

  /** The resource of this name in the state, or undefined. */
  async inState(name: string): Promise<StateResource | undefined> {
    const { deployment } = (await this.stack.exportStack()) as {
      deployment: { resources?: readonly StateResource[] };
    };
    return deployment.resources?.find((resource) => resource.urn.endsWith(`::${name}`));
  }

  /** Deletes the namespace with all that is in it; the state goes with the folder. */
  async close(): Promise<void> {
    await discard({ apiVersion: 'v1', kind: 'Namespace', name: this.namespace });
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #record(run: (recorder: Recorder) => Promise<Outcome>): Promise<Outcome> {
    const recorder = new Recorder();
    try {
      return await run(recorder);
    } catch (error) {
      return recorder.outcome(false, {}, error instanceof Error ? error.message : String(error));
    }
  }
}

/** A test body that gets a stack whose way to the API server it can cut. */
export function withProxy(
  body: (stack: TestStack, proxy: ApiProxy) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const proxy = await ApiProxy.open();
    try {
      await withStack((stack) => body(stack, proxy), { kubeconfig: proxy.kubeconfig })();
    } finally {
      await proxy.close();
    }
  };
}

/** A test body that gets a stack of its own, which is gone afterwards. */
export function withStack(
  body: (stack: TestStack) => Promise<void>,
  options: StackOptions = {},
): () => Promise<void> {
  return async () => {
    const stack = await TestStack.open(options);
    try {
      await body(stack);
    } finally {
      await stack.close();
    }
  };
}
