import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the last bundling was made from. */
interface Stamp {
  readonly recipe: string;
  /** Size in bytes and time of change in milliseconds of every file that went in. */
  readonly inputs: Readonly<Record<string, readonly [number, number]>>;
}

const stampFile = join('dist', '.inputs.json');

/**
 * @param recipe - how the bundles are made; another recipe makes every earlier result stale.
 * @param outputs - what must be there.
 * @returns whether nothing that went into the last bundling has changed since.
 */
export function isUnchanged(root: string, recipe: string, outputs: readonly string[]): boolean {
  const stamp = readStamp(root);
  if (stamp?.recipe !== recipe) return false;
  if (!outputs.every((output) => existsSync(join(root, output)))) return false;
  return Object.entries(stamp.inputs).every(([file, before]) => {
    const now = facts(root, file);
    return now !== undefined && now[0] === before[0] && now[1] === before[1];
  });
}

/** Records what a bundling was made from. */
export function writeStamp(root: string, recipe: string, files: readonly string[]): void {
  const inputs = Object.fromEntries(
    files
      .map((file) => [file, facts(root, file)] as const)
      // Parts that are no file of their own, such as those disabled for Node.
      .filter(([, fact]) => fact !== undefined),
  );
  writeFileSync(join(root, stampFile), JSON.stringify({ recipe, inputs }));
}

function facts(root: string, file: string): readonly [number, number] | undefined {
  const stat = statSync(join(root, file), { throwIfNoEntry: false });
  return stat === undefined ? undefined : [stat.size, stat.mtimeMs];
}

function readStamp(root: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(join(root, stampFile), 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}
