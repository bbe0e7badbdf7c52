import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../local/settings';

/** What `pulumi` and `cutover` look at in the project's folder. */
const PARTS = [
  'index.ts',
  'config.ts',
  'components',
  'model',
  'services',
  'package.json',
  'tsconfig.json',
  'Pulumi.yaml',
  'Pulumi.local.yaml',
] as const;

/**
 * Copies the program into a folder of its own, as a checkout in which a test may edit the stack file and the
 * service files. What was there before is gone.
 */
export function copyProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) {
    cpSync(join(projectRoot, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
}
