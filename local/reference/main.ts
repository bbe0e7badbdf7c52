import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './pages';

/** Writes what is made from the schema of the service file: `npm run reference`. */
for (const { path, text } of generatedFiles()) {
  writeFileSync(join(__dirname, '../..', path), text);
  console.log(path);
}
