import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type LocalPaths, projectRoot } from '../settings';
import type { StepContext } from '../setup/step';
import { contentKey, removeOlder, unfinished } from '../toolchain/key';
import { entryOf, writeArchive } from './archive';
import { type BaseLayer, baseKey, ensureBase } from './base';
import { type ImageSpec, images } from './list';
import { digestOf, imageDocuments } from './oci';
import { type TarEntry, tarArchive } from './tar';

/** A built image: its archive, its names and its digest as containerd will show it. */
export interface BuiltImage {
  readonly archive: string;
  /** Every name with tag: `:local` first, then `:<content key>`. */
  readonly names: readonly string[];
  readonly digest: string;
}

/**
 * Builds what is not built yet.
 *
 * @param specs - the images that every cluster has unless named.
 */
export async function ensureImages(
  context: StepContext,
  specs: readonly ImageSpec[] = images,
): Promise<string> {
  const missing = specs.filter((spec) => !existsSync(plan(spec, context.paths).archive));
  // The bases side by side: half of their time goes to waiting for the mirror and for dpkg.
  const bases = await Promise.all(
    missing.map(async ({ name, base }) =>
      base === undefined ? undefined : ensureBase(shortName(name), base, context),
    ),
  );
  for (const [index, spec] of missing.entries()) {
    context.report(`${shortName(spec.name)}: writing`);
    await buildImage(spec, bases[index], context.paths);
  }
  return missing.length === 0
    ? 'up to date'
    : `built ${missing.map(({ name }) => shortName(name)).join(', ')}`;
}

/**
 * @returns the image as it was built.
 * @throws when it is not: the set-up was not run since the code changed.
 */
export function builtImage(spec: ImageSpec, paths: LocalPaths): BuiltImage {
  const { archive } = plan(spec, paths);
  if (!existsSync(archive)) {
    throw new Error(`Image '${spec.name}' must be built first; run \`npm run setup\`.`);
  }
  return { archive, ...(JSON.parse(readFileSync(`${archive}.json`, 'utf8')) as Facts) };
}

type Facts = Omit<BuiltImage, 'archive'>;

interface Plan {
  readonly archive: string;
  readonly names: readonly string[];
  readonly entries: readonly TarEntry[];
}

/** Reads all that an image is made of and derives its key: cheap, for the files are few and small. */
function plan(spec: ImageSpec, paths: LocalPaths): Plan {
  const entries = spec.files.map((file) => readEntry(file, paths));
  const key = contentKey({
    spec: JSON.stringify(spec),
    base: spec.base === undefined ? '' : baseKey(spec.base),
    files: digestOf(tarArchive(entries)),
    platform: process.arch,
  });
  return {
    archive: join(paths.images, `${shortName(spec.name)}-${key}.tar`),
    names: [`${spec.name}:local`, `${spec.name}:${key}`],
    entries,
  };
}

function readEntry(file: ImageSpec['files'][number], paths: LocalPaths): TarEntry {
  try {
    return entryOf(file, paths);
  } catch (cause) {
    const source = 'from' in file ? join(projectRoot, file.from) : file.path;
    throw new Error(`'${source}' must exist to go into an image; run \`npm run setup\`.`, {
      cause,
    });
  }
}

async function buildImage(
  spec: ImageSpec,
  base: BaseLayer | undefined,
  paths: LocalPaths,
): Promise<void> {
  const { archive, names, entries } = plan(spec, paths);
  const top = tarArchive(entries);
  const topLayer = { digest: digestOf(top), size: top.length, origin: 'files of this project' };
  const layers = base === undefined ? [topLayer] : [base, topLayer];
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const documents = imageDocuments(spec, names, layers, architecture);
  const building = unfinished(archive);
  await writeArchive(building, documents, base, top);
  const facts: Facts = { names, digest: documents.digest };
  writeFileSync(`${archive}.json`, JSON.stringify(facts));
  renameSync(building, archive);
  removeOlder(paths.images, shortName(spec.name), archive.replace(/\.tar$/, ''));
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
