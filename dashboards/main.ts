import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GENERATED } from './committed';
import { generatedFiles } from './generated-files';

const root = join(__dirname, '..');

/** Writes the dashboards of all service files anew: `npm run dashboards`. */
rmSync(join(root, GENERATED), { recursive: true, force: true });
for (const { path, text } of generatedFiles(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
}
