import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';

import { type BuildOptions, build } from 'esbuild';

import { buildScript, scriptRecipe } from './script';
import { isUnchanged, writeStamp } from './stamp';

/** One program of this project as a single file: where it starts and what it is called in `dist/`. */
interface Bundle {
  readonly entry: string;
  readonly output: string;
}

const bundles: readonly Bundle[] = [
  { entry: 'agent/main.ts', output: 'dist/agent.js' },
  { entry: 'guard/main.ts', output: 'dist/guard.js' },
  { entry: 'compare/main.ts', output: 'dist/compare.js' },
  { entry: 'simulator/main.ts', output: 'dist/simulator.js' },
  { entry: 'cli/main.ts', output: 'dist/cutover.js' },
  { entry: 'local/provider/main.ts', output: 'dist/provider.js' },
  { entry: 'local/network-policy/main.ts', output: 'dist/network-policy.js' },
  { entry: 'local/monitoring/receiver/main.ts', output: 'dist/receiver.js' },
];

/** What NGINX runs. */
export const script: Bundle = { entry: 'gateway/main.ts', output: 'dist/gateway.js' };

/** Every file that {@link ensureBundles} makes, by its path in the checkout. */
export const bundleOutputs: readonly string[] = [
  ...bundles.flatMap(({ output }) => [output, `${output}.map`]),
  script.output,
];

const options = {
  outdir: '.',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  sourcesContent: false,
  // Small, but with every name as written: stack traces and error names stay readable.
  minifySyntax: true,
  minifyWhitespace: true,
  // Loaded by the command where it is needed, from the project's own packages: reading them takes longer than a rollback.
  external: ['@pulumi/pulumi/automation/index.js', 'vega', 'vega-lite'],
  legalComments: 'none',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'silent',
  metafile: true,
} as const satisfies BuildOptions;

/**
 * Bundles all programs, each with its source map, unless no file that went into them has changed.
 *
 * @returns whether there was anything to do.
 * @throws when an entry point is missing, naming every missing one, before anything is written.
 */
export async function ensureBundles(root: string): Promise<boolean> {
  const missing = [...bundles, script]
    .map(({ entry }) => entry)
    .filter((entry) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    throw new Error(
      `Entry points (${missing.join(', ')}) must exist; restore them from version control and run again.`,
    );
  }
  const recipe = JSON.stringify({ bundles, options, script, scriptRecipe });
  if (isUnchanged(root, recipe, bundleOutputs)) return false;
  const scriptInputs = await buildScript(root, script.entry, script.output);
  const { metafile } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: bundles.map(({ entry, output }) => ({
      in: entry,
      out: output.replace(/\.js$/, ''),
    })),
  });
  for (const { output } of bundles) chmodSync(join(root, output), 0o755);
  writeStamp(root, recipe, [...Object.keys(metafile.inputs), ...scriptInputs]);
  return true;
}
