import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { localPaths } from '../../settings';
import type { StepContext } from '../../setup/step';
import { ensureCli } from './cli';

const noGo = (): Promise<string> => Promise.reject(new Error('Go was asked for'));

/** A machine on which nothing can be downloaded, with a folder of a user's own programs on PATH. */
function machine(): { context: StepContext; programs: string; bin: string } {
  const root = mkdtempSync(join(tmpdir(), 'cutover-cli-'));
  const programs = join(root, 'programs');
  mkdirSync(programs);
  script(join(programs, 'npx'), 'exit 1');
  const paths = localPaths({ CUTOVER_HOME: join(root, 'home') });
  const context = {
    paths,
    environment: { PATH: `${programs}:/usr/bin:/bin` },
    logs: join(root, 'logs'),
    report: () => undefined,
  };
  return { context, programs, bin: paths.bin };
}

function script(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}

describe('ensureCli', () => {
  it('takes an installed CLI that is new enough, with its language host', async () => {
    const { context, programs, bin } = machine();
    script(join(programs, 'pulumi'), 'echo v3.200.0');
    script(join(programs, 'pulumi-language-nodejs'), '');
    expect(await ensureCli(noGo, context)).toEqual({
      way: 'installed',
      value: { program: join(programs, 'pulumi'), version: '3.200.0' },
    });
    expect(readlinkSync(join(bin, 'pulumi'))).toBe(join(programs, 'pulumi'));
    expect(readlinkSync(join(bin, 'pulumi-language-nodejs'))).toBe(
      join(programs, 'pulumi-language-nodejs'),
    );
  });

  it('passes over one that is too old, and asks Pulumi', async () => {
    const { context, programs, bin } = machine();
    script(join(programs, 'pulumi'), 'echo v3.199.0');
    script(join(programs, 'pulumi-language-nodejs'), '');
    script(
      join(programs, 'npx'),
      [
        'bin="$PULUMI_HOME/versions/$PULUMI_VERSION/bin"',
        'mkdir -p "$bin" && cp "$0" "$bin/pulumi" && cp "$0" "$bin/pulumi-language-nodejs"',
      ].join('\n'),
    );
    const downloaded = join(context.paths.home, 'pulumi-home/versions/3.248.0/bin/pulumi');
    expect(await ensureCli(noGo, context)).toEqual({
      way: 'downloaded',
      value: { program: downloaded, version: '3.248.0' },
    });
    expect(readlinkSync(join(bin, 'pulumi'))).toBe(downloaded);
  });

  it('passes over one without a language host, and turns to Go where Pulumi refuses', async () => {
    const { context, programs } = machine();
    script(join(programs, 'pulumi'), 'echo v3.300.0');
    await expect(ensureCli(noGo, context)).rejects.toThrow('Go was asked for');
  });

  it('gives the CLI what runs policy packs and dynamic providers, by the SDK of this checkout', async () => {
    const { context, programs, bin } = machine();
    script(join(programs, 'pulumi'), 'echo v3.200.0');
    script(join(programs, 'pulumi-language-nodejs'), '');
    await ensureCli(noGo, context);
    for (const helper of ['pulumi-analyzer-policy', 'pulumi-resource-pulumi-nodejs']) {
      const [fallback] = /(?<=script=")[^"$]+/.exec(readFileSync(join(bin, helper), 'utf8')) ?? [
        '',
      ];
      expect(existsSync(fallback)).toBe(true);
    }
  });
});
