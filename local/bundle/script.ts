import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { type BuildOptions, build } from 'esbuild';
import ts from 'typescript';

const bundling = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  format: 'esm',
  // Modules of njs itself.
  external: ['crypto', 'fs'],
  // Line numbers in NGINX's error log are all that there is to find a fault by: not minified.
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/** njs's own engine knows no classes, destructuring or spreads; esbuild does not turn them into what it knows. */
const lowering = {
  target: ts.ScriptTarget.ES5,
  module: ts.ModuleKind.ESNext,
  removeComments: true,
} as const satisfies ts.CompilerOptions;

/** Another recipe makes every earlier script stale. */
export const scriptRecipe = { bundling, lowering, typescript: ts.version };

/**
 * Bundles a script for NGINX: one module that both engines of njs understand.
 *
 * @param entry - from the root.
 * @param output - from the root.
 * @returns the files that went into it.
 * @throws when it exports nothing by default: from nowhere else does NGINX take functions.
 */
export async function buildScript(root: string, entry: string, output: string): Promise<string[]> {
  const { outputFiles, metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: [entry],
  });
  const lowered = ts.transpileModule(outputFiles[0]?.text ?? '', { compilerOptions: lowering });
  const form = /export \{\s*(\w+) as default,?\s*\};/;
  if (!form.test(lowered.outputText)) throw new Error(`${entry} has no default export`);
  const text = lowered.outputText.replace(form, 'export default $1;');
  const path = resolve(root, output);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return Object.keys(metafile.inputs);
}
