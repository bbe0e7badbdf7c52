import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

/** One program of this project as a single file: where it starts and what it is called in `dist/`. */
interface Bundle {
  readonly entry: string;
  readonly output: string;
}

export const bundles: readonly Bundle[] = [
  { entry: 'agent/main.ts', output: 'dist/agent.js' },
  { entry: 'simulator/main.ts', output: 'dist/simulator.js' },
  { entry: 'cli/main.ts', output: 'dist/cutover.js' },
  { entry: 'local/provider/main.ts', output: 'dist/provider.js' },
];

/**
 * Bundles all programs, each with its source map.
 *
 * @throws when an entry point is missing, naming every missing one, before anything is written.
 */
export async function buildBundles(root: string): Promise<void> {
  const missing = bundles.map(({ entry }) => entry).filter((entry) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    throw new Error(`Entry points (${missing.join(', ')}) must exist; restore them and run again.`);
  }
  await build({
    absWorkingDir: root,
    entryPoints: bundles.map(({ entry, output }) => ({
      in: entry,
      out: output.replace(/\.js$/, ''),
    })),
    outdir: '.',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'silent',
  });
}
