#!/usr/bin/env node
// The way into every npm script that needs more than this checkout. Plain Node without dependencies:
// it runs before `npm ci` has. It checks the needs, installs the npm packages, has the set-up done,
// and then starts the program itself.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { runChild } from './setup/child.mjs';
import { areDependenciesCurrent } from './setup/dependencies.mjs';
import { withSetupLock } from './setup/lock.mjs';
import { readFacts, unmetNeeds } from './setup/needs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const home = resolve(process.env.CUTOVER_HOME ?? join(cache, 'cutover'));

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a TypeScript program of this project. */
function runTypeScript(program, args) {
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
  return runChild(process.execPath, ['--import', tsx, join(root, program), ...args], { cwd: root });
}

function isForOtherCluster(args) {
  return args.some((arg) => arg === '--context' || arg.startsWith('--context='));
}

async function installDependencies() {
  if (areDependenciesCurrent(root)) return 0;
  say('Installing npm packages (npm ci; about half a minute) …');
  // What npm prints goes to standard error: standard output belongs to the program that follows.
  return runChild('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
}

/** @returns the set-up's arguments for a target: only tests and benches need what watches the cluster. */
function needsOf(target, args) {
  if (isForOtherCluster(args)) return ['--context'];
  if (target === 'bench') return ['--with', 'monitoring,load'];
  return /^test(:integration|:e2e)?$/.test(target) ? ['--with', 'monitoring'] : [];
}

/**
 * Checks, installs and sets up; one at a time for each home.
 *
 * @param {readonly string[]} args - of the set-up itself.
 */
async function setUp(args) {
  const context = isForOtherCluster(args);
  const toolchain = join(root, 'local/toolchain/go');
  const unmet = unmetNeeds(readFacts({ home, toolchain, environment: process.env, context }));
  if (unmet.length > 0) {
    say(['This machine lacks what is needed:', ...unmet.map((need) => `  - ${need}`)].join('\n'));
    return 1;
  }
  return withSetupLock(home, say, async () => {
    const installed = await installDependencies();
    return installed === 0 ? runTypeScript('local/setup/main.ts', args) : installed;
  });
}

/** @param {readonly string[]} args - of the cluster's command. */
async function setUpForCluster(args) {
  if (args[0] === 'monitoring' && args[1] === 'up') return setUp(['--with', 'monitoring']);
  const isComplete = existsSync(join(home, 'setup-complete'));
  return args[0] === 'up' && !isComplete ? setUp([]) : installDependencies();
}

async function main([target, ...args]) {
  // The demo tells how long it took from the command itself.
  process.env.CUTOVER_STARTED_AT ??= String(Date.now());
  if (target === 'setup') return setUp(args);
  if (target === 'cluster') {
    const code = await setUpForCluster(args);
    return code === 0 ? runTypeScript('local/cluster/main.ts', args) : code;
  }
  const code = await setUp(needsOf(target, args));
  return code === 0 ? runTypeScript('local/setup/launch/main.ts', [target, ...args]) : code;
}

process.exitCode = await main(process.argv.slice(2));
