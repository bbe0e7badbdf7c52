import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../../settings';
import type { StepContext } from '../../setup/step';
import { contentKey, removeOlder, unfinished } from '../key';
import { ensureLink, ensureScript } from '../link';
import { pulumiHome } from './cli';
import { tryDownload, wasRefused } from './download';
import { findProgram, isExecutableFile } from './search-path';
import { type Selected, type Source, selectSource } from './select';
import { isAtLeast } from './version';

const program = 'pulumi-resource-kubernetes';

export interface KubernetesProvider {
  readonly program: string;
  /** What it is, in words. */
  readonly description: string;
}

/** Finds or downloads the official Kubernetes provider, else puts the stand-in into `bin/`. */
export async function ensureProvider(
  cli: string,
  context: StepContext,
): Promise<Selected<KubernetesProvider>> {
  const selected = await selectSource(providerSource(cli, context));
  const inBin = join(context.paths.bin, program);
  if (selected.way !== 'made') ensureLink(inBin, selected.value.program);
  return selected;
}

function providerSource(cli: string, context: StepContext): Source<KubernetesProvider> {
  const version = sdkVersion();
  const searchPath = context.environment['PATH'];
  const userHome =
    context.environment['PULUMI_HOME'] ?? join(context.environment['HOME'] ?? '/', '.pulumi');
  const ownPlugins = join(pulumiHome(context), 'plugins');
  return {
    installed: () => {
      const onPath = findProgram(program, searchPath, context.paths.home);
      if (onPath !== undefined) {
        return Promise.resolve({ program: onPath, description: `${onPath}, found on PATH` });
      }
      return Promise.resolve(findPlugin(join(userHome, 'plugins'), version));
    },
    downloaded: async () => {
      const there = findPlugin(ownPlugins, version);
      if (there !== undefined || wasRefused(context, Date.now())) return there;
      context.report(`asking Pulumi for its Kubernetes provider ${version}`);
      await tryDownload(
        cli,
        ['plugin', 'install', 'resource', 'kubernetes', `v${version}`],
        context,
        {
          logFile: join(context.logs, 'pulumi-provider-download.log'),
          env: {
            ...context.environment,
            PULUMI_HOME: pulumiHome(context),
            PULUMI_SKIP_UPDATE_CHECK: 'true',
          },
        },
      );
      return findPlugin(ownPlugins, version);
    },
    made: () => Promise.resolve(ensureStandIn(context)),
  };
}

/** @returns the newest installed plugin that serves programs of this SDK version. */
export function findPlugin(plugins: string, sdk: string): KubernetesProvider | undefined {
  if (!existsSync(plugins)) return undefined;
  const versions = readdirSync(plugins)
    .map((entry) => /^resource-kubernetes-v(\d+\.\d+\.\d+)$/.exec(entry)?.[1])
    .filter((version) => version !== undefined)
    .filter((version) => isAtLeast(version, sdk))
    .filter((version) => isExecutableFile(pluginProgram(plugins, version)))
    .sort((a, b) => (isAtLeast(a, b) ? -1 : 1));
  const newest = versions[0];
  if (newest === undefined) return undefined;
  return {
    program: pluginProgram(plugins, newest),
    description: `official provider ${newest}`,
  };
}

function pluginProgram(plugins: string, version: string): string {
  return join(plugins, `resource-kubernetes-v${version}`, program);
}

/** The provider is released together with its SDK, under the same version. */
function sdkVersion(): string {
  const manifest = readFileSync(join(projectRoot, 'node_modules/@pulumi/kubernetes/package.json'));
  return (JSON.parse(manifest.toString()) as { version: string }).version.replace(/^v/, '');
}

/**
 * Copies the bundled stand-in under a name of its content, so that a rebuild never changes a
 * provider that is running, and starts it by a script of the name that Pulumi looks for.
 */
function ensureStandIn(context: StepContext): KubernetesProvider {
  const bundle = join(projectRoot, 'dist', 'provider.js');
  const folder = join(
    context.paths.toolchain,
    `provider-${contentKey({ bundle: readFileSync(bundle) })}`,
  );
  const copy = join(folder, 'provider.js');
  if (!existsSync(folder)) {
    const copying = unfinished(folder);
    mkdirSync(copying, { recursive: true });
    copyFileSync(bundle, join(copying, 'provider.js'));
    copyFileSync(`${bundle}.map`, join(copying, 'provider.js.map'));
    renameSync(copying, folder);
    removeOlder(context.paths.toolchain, 'provider', folder);
  }
  ensureScript(
    join(context.paths.bin, program),
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} --enable-source-maps ${JSON.stringify(copy)} "$@"\n`,
  );
  return { program: copy, description: 'the stand-in of this project (local/provider)' };
}
