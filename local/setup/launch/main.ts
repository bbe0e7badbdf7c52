import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { down, status, up } from '../../cluster/cluster';
import type { Step } from '../../cluster/step';
import { localEnvironment } from '../../environment';
import { importImages } from '../../images/import';
import { type LocalPaths, localPaths, projectRoot } from '../../settings';
import { hasOption, optionValue, withoutOption } from '../arguments';
import { runChild } from '../child.mjs';
import { writeContextKubeconfig } from './context';
import { targetNamed } from './targets';

/** Starts a target: in the embedded cluster's network namespace, or here when `--context` names another cluster. */
async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  const { program, args: first, knowsContext } = targetNamed(name);
  const own = knowsContext ? args : withoutOption(args, '--context');
  const node = [
    process.execPath,
    ...loaderFor(program),
    join(projectRoot, program),
    ...first,
    ...own,
  ];
  const { prefix, environment, leave } = await surroundings(args);
  const [command = '', ...rest] = [...prefix, ...node];
  try {
    return await runChild(command, rest, {
      cwd: projectRoot,
      env: { ...process.env, ...environment },
    });
  } finally {
    await leave();
  }
}

interface Surroundings {
  /** What leads a command to where the cluster can be reached. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Leaves the surroundings as they were found. */
  readonly leave: () => Promise<void>;
}

async function surroundings(args: readonly string[]): Promise<Surroundings> {
  const paths = localPaths();
  const path = process.env['PATH'] ?? '';
  mkdirSync(paths.pulumi, { recursive: true });
  if (hasOption(args, '--context')) {
    const kubeconfig = await kubeconfigOf(optionValue(args, '--context') ?? '', paths);
    return {
      prefix: [],
      environment: localEnvironment(paths, { kubeconfig, embedded: false }, path),
      leave: () => Promise.resolve(),
    };
  }
  const isOurs = (await status({ paths })).state !== 'up' && !args.includes('--keep');
  const bringImages = async (socket: string): Promise<void> => {
    await importImages(paths, socket);
  };
  const cluster = await up({ paths, onStep: showStep, importImages: bringImages });
  // A cluster that ran already may have been started with older images.
  await bringImages(cluster.containerdSocket);
  return {
    prefix: ['nsenter', `--net=/run/netns/${cluster.netns}`, '--'],
    // Inside the namespace nothing has to be led into it any more.
    environment: localEnvironment(paths, { kubeconfig: cluster.kubeconfig, embedded: false }, path),
    leave: async () => {
      // Without a word: the last line belongs to the program.
      if (isOurs) await down({ paths });
    },
  };
}

function showStep({ title, seconds }: Step): void {
  const took = seconds === undefined ? '' : ` (${seconds.toFixed(1)} s)`;
  process.stderr.write(`[cluster] ${title}${took}\n`);
}

async function kubeconfigOf(context: string, paths: LocalPaths): Promise<string> {
  // Loaded only here: every start of a target would pay for it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const isThere = process.env['KUBECONFIG'] ?? existsSync(join(homedir(), '.kube', 'config'));
  // Without any kubeconfig the client would make one up.
  if (isThere !== false) config.loadFromDefault();
  return writeContextKubeconfig(config, context, join(paths.home, 'contexts'));
}

function loaderFor(program: string): string[] {
  if (!program.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(join(projectRoot, 'node_modules/tsx/dist/loader.mjs')).href];
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
