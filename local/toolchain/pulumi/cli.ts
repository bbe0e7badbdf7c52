import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { projectRoot } from '../../settings';
import type { StepContext } from '../../setup/step';
import { ensureParts } from '../build';
import { ensureLink, ensureScript } from '../link';
import { builtPulumiVersion, pulumiParts } from '../parts';
import { tryDownload, wasRefused } from './download';
import { findProgram, isExecutableFile } from './search-path';
import { type Selected, type Source, selectSource } from './select';
import { isAtLeast } from './version';

/** The oldest CLI that is taken as installed: the one that this project's own tests run with. */
const oldestCli = builtPulumiVersion;
/** The CLI that is downloaded: of the version of the SDK in package.json. */
const downloadedVersion = '3.248.0';
/** The npm package `pulumi`: Pulumi's own wrapper, which fetches the CLI that PULUMI_VERSION names. */
const wrapperVersion = '3.265.0';

export interface PulumiCli {
  readonly program: string;
  readonly version: string;
}

/** Where Pulumi keeps what it downloads for us: apart from a user's own `~/.pulumi`. */
export function pulumiHome(context: StepContext): string {
  return join(context.paths.home, 'pulumi-home');
}

/** Finds, downloads or builds the Pulumi CLI and puts it and its helpers into `bin/`. */
export async function ensureCli(
  goVersion: () => Promise<string>,
  context: StepContext,
): Promise<Selected<PulumiCli>> {
  const selected = await selectSource(cliSource(goVersion, context));
  const folder = dirname(selected.value.program);
  if (selected.way !== 'made') {
    for (const program of ['pulumi', 'pulumi-language-nodejs']) {
      ensureLink(join(context.paths.bin, program), join(folder, program));
    }
  }
  ensureHelper('pulumi-analyzer-policy', 'run-policy-pack', folder, context);
  ensureHelper('pulumi-resource-pulumi-nodejs', 'dynamic-provider', folder, context);
  return selected;
}

function cliSource(goVersion: () => Promise<string>, context: StepContext): Source<PulumiCli> {
  return {
    installed: async () => {
      const program = findProgram('pulumi', context.environment['PATH'], context.paths.home);
      if (program === undefined || !hasLanguageHost(program)) return undefined;
      const version = await versionOf(program);
      return isAtLeast(version, oldestCli) ? { program, version } : undefined;
    },
    downloaded: async () => {
      const home = pulumiHome(context);
      const program = join(home, 'versions', downloadedVersion, 'bin', 'pulumi');
      const cli = { program, version: downloadedVersion };
      if (hasLanguageHost(program)) return cli;
      if (wasRefused(context, Date.now())) return undefined;
      context.report(`asking Pulumi for its CLI ${downloadedVersion}`);
      const answered = await tryDownload(
        'npx',
        ['--yes', `pulumi@${wrapperVersion}`, 'version'],
        context,
        {
          logFile: join(context.logs, 'pulumi-download.log'),
          env: { ...context.environment, PULUMI_HOME: home, PULUMI_VERSION: downloadedVersion },
        },
      );
      return answered && hasLanguageHost(program) ? cli : undefined;
    },
    made: async () => {
      await ensureParts(pulumiParts, await goVersion(), context);
      return { program: join(context.paths.bin, 'pulumi'), version: builtPulumiVersion };
    },
  };
}

/** A CLI without the language host beside it (a bare binary) cannot run this program. */
function hasLanguageHost(program: string): boolean {
  return isExecutableFile(program) && existsSync(join(dirname(program), 'pulumi-language-nodejs'));
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['version'], { timeout: 20_000 });
  return stdout.trim().replace(/^v/, '');
}

/** The CLI starts these by name; they run a script of the program's own SDK package. */
function ensureHelper(
  name: string,
  sdkScript: string,
  cliFolder: string,
  context: StepContext,
): void {
  const own = join(context.paths.bin, name);
  const official = join(cliFolder, name);
  if (official !== own && isExecutableFile(official)) {
    ensureLink(own, official);
    return;
  }
  ensureScript(
    own,
    [
      '#!/bin/sh',
      '# The program being run may bring its own SDK; this checkout has one in any case.',
      `script=$(node -p "require.resolve('@pulumi/pulumi/cmd/${sdkScript}')" 2>/dev/null) ||`,
      `  script=${JSON.stringify(join(projectRoot, 'node_modules/@pulumi/pulumi/cmd', sdkScript))}`,
      'exec node "$script" "$@"',
      '',
    ].join('\n'),
  );
}
