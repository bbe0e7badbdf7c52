import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { FakeCluster } from './fake-cluster';
import { runProgram } from './program';
import { FakeGit } from './git/fake-git';
import { FakePulumi } from './pulumi/fake-pulumi';
import type { Questions } from './questions';
import type { CommandTarget } from './target';

/** A command line in a folder of its own, for tests. */
export class CommandFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'cutover-cli-'));
  readonly cluster = new FakeCluster('25');
  readonly targets: CommandTarget[] = [];
  readonly pulumi = new FakePulumi();
  readonly git = new FakeGit();
  questions: Questions | undefined;
  now = new Date();

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** @returns the exit code, and what went to stdout and to stderr. */
  async run(...args: string[]) {
    const out: string[] = [];
    const errors: string[] = [];
    const code = await runProgram(args, {
      connect: (target) => {
        this.targets.push(target);
        return this.cluster;
      },
      pulumi: () => this.pulumi,
      git: () => this.git,
      draw: () => Promise.resolve('<svg></svg>'),
      output: {
        colors: createColors(false),
        terminal: false,
        result: (text) => out.push(text),
        progress: (text) => errors.push(text),
        error: (text) => errors.push(text),
        screen: (text) => out.push(text),
      },
      questions: this.questions,
      user: 'bob',
      folder: this.path,
      now: () => this.now,
      signal: AbortSignal.abort(),
      uninterrupted: (work) => work(),
    });
    return { code, out: out.join('\n'), errors: errors.join('\n') };
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The smallest valid service file. */
export const SHOP = `name: shop
versions:
  v1: { image: 'shop:1', port: 5062 }
  v2: { image: 'shop:2', port: 5070 }
plan: quick
plans:
  quick: { phases: [{ name: all, steps: [{ share: 0 }, { share: 100 }] }] }
`;
