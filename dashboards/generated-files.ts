import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readServiceFile } from '../model/service/service-file';
import { dashboardPath, hashPath } from './committed';
import { SLUGS } from './identity';
import { drawDashboard } from './sheets';
import { subjectHash, subjectOf } from './subject';

/** A file that is made from a service file and committed. */
export interface GeneratedFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** @returns the dashboards of every file in `services/`. */
export function generatedFiles(root: string): GeneratedFile[] {
  const folder = join(root, 'services');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const subject = subjectOf(readServiceFile(file, readFileSync(join(folder, file), 'utf8')));
    const name = basename(file, '.yaml');
    return [
      ...SLUGS.map((slug) => ({
        path: dashboardPath(name, slug),
        text: drawDashboard(subject, slug),
      })),
      { path: hashPath(name), text: `${subjectHash(subject)}\n` },
    ];
  });
}
