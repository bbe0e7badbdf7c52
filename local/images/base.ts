import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCommand } from '../setup/command';
import type { StepContext } from '../setup/step';
import { contentKey, removeOlder, unfinished } from '../toolchain/key';
import { type DebianBase, imageUser } from './list';
import { readMirrors, sourceLines } from './mirror';
import type { Layer } from './oci';
import { fixedTime } from './tar';

/** A base layer on disk. */
export interface BaseLayer extends Layer {
  readonly file: string;
}

/** Everything that decides the content of a base but the packages' versions of the day. */
function recipe(base: DebianBase): string[] {
  const left = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];
  const user = String(imageUser);
  return [
    '--variant=essential',
    `--include=${base.packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=Acquire::Retries "3"',
    ...(base.checkValidUntil ? [] : ['--aptopt=Acquire::Check-Valid-Until "false"']),
    ...left.map((path) => `--dpkgopt=path-exclude=${path}`),
    `--customize-hook=echo 'nonroot:x:${user}:${user}::/nonexistent:/usr/sbin/nologin' >> "$1/etc/passwd"`,
    `--customize-hook=echo 'nonroot:x:${user}:' >> "$1/etc/group"`,
    // The runtime makes its own devices.
    '--skip=output/dev',
    base.suite,
  ];
}

/** @returns the content key of a base. */
export function baseKey(base: DebianBase): string {
  return contentKey({ recipe: JSON.stringify(recipe(base)), security: String(base.security) });
}

/** Builds the base unless that was done before. */
export async function ensureBase(
  name: string,
  base: DebianBase,
  context: StepContext,
): Promise<BaseLayer> {
  const file = join(context.paths.images, `base-${name}-${baseKey(base)}.tar`);
  const facts = `${file}.json`;
  if (!existsSync(file)) {
    const building = unfinished(file);
    await runMmdebstrap(name, base, building, context);
    context.report(`${name}: hashing`);
    writeFileSync(facts, JSON.stringify(await layerOf(building, base)));
    renameSync(building, file);
    removeOlder(context.paths.images, `base-${name}`, file.replace(/\.tar$/, ''));
  }
  return { file, ...(JSON.parse(readFileSync(facts, 'utf8')) as Layer) };
}

async function runMmdebstrap(
  name: string,
  base: DebianBase,
  target: string,
  context: StepContext,
): Promise<void> {
  const temporary = unfinished(join(tmpdir(), `cutover-base-${name}`));
  const lines = sourceLines(base, await readMirrors());
  // apt's own unprivileged user must be able to reach it.
  await mkdir(temporary, { mode: 0o755 });
  try {
    await runCommand(
      // In a mount namespace of its own: killed at any point, it leaves no mount on the machine.
      'unshare',
      [
        '--mount',
        '--propagation',
        'private',
        'mmdebstrap',
        '--format=tar',
        ...recipe(base),
        target,
      ].concat(lines),
      {
        logFile: join(context.logs, `image-${name}.log`),
        env: { ...context.environment, TMPDIR: temporary, SOURCE_DATE_EPOCH: String(fixedTime) },
        onLine: (line) => {
          if (line.startsWith('I: ')) context.report(`${name}: ${line.slice('I: '.length)}`);
        },
        signal: context.signal,
      },
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function layerOf(file: string, base: DebianBase): Promise<Layer> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return {
    digest: `sha256:${hash.digest('hex')}`,
    size,
    origin: `Debian ${base.suite}: ${base.packages.join(', ')}`,
  };
}
