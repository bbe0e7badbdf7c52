import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../settings';

/** What `pulumi` and `cutover` look at in the project's folder. */
const PARTS = [
  'index.ts',
  'config.ts',
  'components',
  'dashboards',
  'kube',
  'policy',
  'model',
  'services',
  'package.json',
  'tsconfig.json',
] as const;

/**
 * Copies the program into a folder of its own, as a checkout in which tests and benches may edit the
 * stack files and the service files. What was there before is gone.
 */
export function copyProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stackFiles = readdirSync(projectRoot).filter((file) => /^Pulumi(\..+)?\.yaml$/.test(file));
  for (const part of [...PARTS, ...stackFiles]) {
    cpSync(join(projectRoot, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
}
