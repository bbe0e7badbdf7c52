import { createHash } from 'node:crypto';

import { type ImageSpec, imageUser } from './list';
import { fixedTime } from './tar';

/** A layer as the manifest names it. Layers are kept uncompressed: they never leave the machine. */
export interface Layer {
  /** `sha256:…` of the tar archive. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** What it is, for the image's history. */
  readonly origin: string;
}

/** The small JSON files of an OCI image archive. */
export interface ImageDocuments {
  readonly config: Buffer;
  readonly manifest: Buffer;
  readonly index: Buffer;
  /** Digest of the manifest: the image's own. */
  readonly digest: string;
}

const mediaType = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};

/** @returns `sha256:…` of the content. */
export function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * @param names - every name with tag that the archive brings; each gets an entry in its index.
 * @param architecture - as OCI calls it: `amd64`, `arm64`.
 */
export function imageDocuments(
  spec: ImageSpec,
  names: readonly string[],
  layers: readonly Layer[],
  architecture: string,
): ImageDocuments {
  const created = new Date(fixedTime * 1000).toISOString();
  const environment = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...spec.environment,
  };
  const config = json({
    created,
    architecture,
    os: 'linux',
    config: {
      User: `${String(imageUser)}:${String(imageUser)}`,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      Entrypoint: spec.entrypoint,
      ...(spec.command !== undefined && { Cmd: spec.command }),
      ...(spec.workingFolder !== undefined && { WorkingDir: spec.workingFolder }),
      ...(spec.stopSignal !== undefined && { StopSignal: spec.stopSignal }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(({ origin }) => ({ created, created_by: origin })),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    config: { mediaType: mediaType.config, digest: digestOf(config), size: config.length },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaType.layer, digest, size })),
  });
  const digest = digestOf(manifest);
  const index = json({
    schemaVersion: 2,
    mediaType: mediaType.index,
    manifests: names.map((name) => ({
      mediaType: mediaType.manifest,
      digest,
      size: manifest.length,
      platform: { architecture, os: 'linux' },
      annotations: {
        'io.containerd.image.name': name,
        'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
      },
    })),
  });
  return { config, manifest, index, digest };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
