import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ensureBundles } from '../bundle/bundles';
import { ensureImages } from '../images/ensure';
import { monitoringImages } from '../images/list';
import { projectRoot } from '../settings';
import { ensureParts } from '../toolchain/build';
import { benchParts, clusterParts, monitoringParts } from '../toolchain/parts';
import { ensureCli } from '../toolchain/pulumi/cli';
import { ensureProvider } from '../toolchain/pulumi/provider';
import { ensurePackages } from './packages';
import type { Step } from './step';

/** The steps by the name that `--only` takes, in the order in which they are done: quick to fail first. */
export const steps = {
  packages: { title: 'Debian packages', run: ensurePackages },
  bundles: {
    title: 'Programs of this project',
    run: async () => {
      return (await ensureBundles(projectRoot)) ? 'bundled into dist/' : 'up to date';
    },
  },
  pulumi: {
    title: 'Pulumi CLI and Kubernetes provider',
    run: async (context) => {
      const cli = await ensureCli(goVersion, context);
      const provider = await ensureProvider(join(context.paths.bin, 'pulumi'), context);
      const ways = {
        installed: 'installed here',
        downloaded: 'from Pulumi',
        made: 'built from Go',
      };
      return `pulumi ${cli.value.version}, ${ways[cli.way]}; ${provider.value.description}`;
    },
  },
  toolchain: {
    title: 'Kubernetes, etcd, CoreDNS, metrics-server, cert-manager',
    run: async (context) => ensureParts(clusterParts, await goVersion(), context),
  },
  images: { title: 'Container images', run: (context) => ensureImages(context) },
  monitoring: {
    title: 'prometheus-operator, Prometheus, Alertmanager',
    run: async (context) => {
      const parts = await ensureParts(monitoringParts, await goVersion(), context);
      const made = await ensureImages(context, monitoringImages);
      return parts === made ? parts : `${parts}; ${made}`;
    },
  },
  load: {
    title: 'Load generator of the benches',
    run: async (context) => ensureParts(benchParts, await goVersion(), context),
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;

/** What is done unless more, or less, is asked for: the rest costs minutes, and no demo needs it. */
export const usualSteps = (Object.keys(steps) as StepName[]).filter(
  (name) => name !== 'monitoring' && name !== 'load',
);

/** What is left when the cluster is somebody else's: `--context NAME`. */
export const stepsForOtherCluster: readonly StepName[] = ['bundles', 'pulumi'];

/**
 * @returns Go's version as it decides what a build gives: `go1.26.8`.
 * @throws with what to do when there is no Go: only what could not be had otherwise needs it.
 */
async function goVersion(): Promise<string> {
  try {
    // Outside any module: a go.mod must not make Go switch to another version here.
    const { stdout } = await promisify(execFile)('go', ['env', 'GOVERSION'], { cwd: '/' });
    return stdout.trim();
  } catch (cause) {
    throw new Error(
      "'go' (not found) must be on PATH for what Pulumi's own download did not give; install Go, or the Pulumi CLI itself, and run again.",
      { cause },
    );
  }
}
