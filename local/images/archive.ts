import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type LocalPaths, projectRoot } from '../settings';
import type { BaseLayer } from './base';
import type { ImageFile } from './list';
import { type ImageDocuments, digestOf } from './oci';
import { type TarEntry, tarEnd, tarHeader, tarPadding } from './tar';

/** @returns the entry that a file of an image's declaration stands for, its content read. */
export function entryOf(file: ImageFile, paths: Pick<LocalPaths, 'bin'>): TarEntry {
  const { path } = file;
  if ('directory' in file) return { path, type: 'directory', owner: file.owner ?? 0 };
  if ('linkTo' in file) return { path, type: 'link', target: file.linkTo };
  if ('program' in file) {
    return {
      path,
      type: 'file',
      mode: 0o755,
      content: readFileSync(join(paths.bin, file.program)),
    };
  }
  return { path, type: 'file', mode: 0o644, content: readFileSync(join(projectRoot, file.from)) };
}

/**
 * Writes an OCI image archive, as `ctr images import` reads it.
 *
 * @param base - the layer below, streamed from its file; none for an image without one.
 * @param top - the layer above it.
 */
export async function writeArchive(
  target: string,
  documents: ImageDocuments,
  base: BaseLayer | undefined,
  top: Buffer,
): Promise<void> {
  await pipeline(Readable.from(archiveParts(documents, base, top)), createWriteStream(target));
}

async function* archiveParts(
  { config, manifest, index }: ImageDocuments,
  base: BaseLayer | undefined,
  top: Buffer,
): AsyncGenerator<Buffer> {
  const blobs = [config, manifest, top];
  yield* plainFile('oci-layout', Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' })));
  yield* plainFile('index.json', index);
  for (const blob of blobs) yield* plainFile(blobPath(digestOf(blob)), blob);
  if (base !== undefined) {
    yield fileHeader(blobPath(base.digest), base.size);
    yield* createReadStream(base.file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
    yield tarPadding(base.size);
  }
  yield tarEnd;
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function* plainFile(path: string, content: Buffer): Generator<Buffer> {
  yield fileHeader(path, content.length);
  yield content;
  yield tarPadding(content.length);
}

function fileHeader(path: string, size: number): Buffer {
  return tarHeader({ path, type: 'file', mode: 0o644, content: Buffer.alloc(0) }, size);
}
