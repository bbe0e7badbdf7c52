import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder that changes as a mounted Secret does: the files are links into a folder that is itself a link, and a
 * change puts another folder in its place at once.
 */
export class MountedSecret {
  private generation = 0;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Puts these files in place of those before. */
  put(files: Readonly<Record<string, string>>): void {
    const before = `..generation-${this.generation}`;
    this.generation += 1;
    const name = `..generation-${this.generation}`;
    mkdirSync(join(this.folder, name));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(this.folder, name, file), text);
      rmSync(join(this.folder, file), { force: true });
      symlinkSync(join('..data', file), join(this.folder, file));
    }
    symlinkSync(name, join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    rmSync(join(this.folder, before), { recursive: true, force: true });
  }
}
