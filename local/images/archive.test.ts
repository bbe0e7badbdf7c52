import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { entryOf, writeArchive } from './archive';
import { digestOf, imageDocuments } from './oci';
import { tarArchive } from './tar';

const base = tarArchive([{ path: '/etc', type: 'directory', owner: 0 }]);
const top = tarArchive([{ path: '/app', type: 'directory', owner: 0 }]);

async function unpacked(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-archive-'));
  const file = join(folder, 'base.tar');
  writeFileSync(file, base);
  const baseLayer = { file, digest: digestOf(base), size: base.length, origin: 'base' };
  const topLayer = { digest: digestOf(top), size: top.length, origin: 'top' };
  const spec = { name: 'x', files: [], entrypoint: ['node'] };
  const documents = imageDocuments(spec, ['x:local'], [baseLayer, topLayer], 'amd64');
  await writeArchive(join(folder, 'image.tar'), documents, baseLayer, top);
  execFileSync('tar', ['-xf', join(folder, 'image.tar'), '-C', folder]);
  return folder;
}

describe('writeArchive', () => {
  it('holds every blob under the digest of its content', async () => {
    const folder = join(await unpacked(), 'blobs/sha256');
    const blobs = readdirSync(folder);
    expect(blobs).toHaveLength(4);
    for (const blob of blobs) {
      expect(digestOf(readFileSync(join(folder, blob)))).toBe(`sha256:${blob}`);
    }
  });

  it('leads from its index by manifest and configuration to every layer', async () => {
    const folder = await unpacked();
    const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
    const blob = (digest: string): unknown => json(`blobs/${digest.replace(':', '/')}`);
    const { manifests } = json('index.json') as { manifests: { digest: string }[] };
    const manifest = blob(manifests[0]?.digest ?? '') as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    const layers = [digestOf(base), digestOf(top)];
    expect(manifest.layers.map(({ digest }) => digest)).toEqual(layers);
    expect(blob(manifest.config.digest)).toMatchObject({ rootfs: { diff_ids: layers } });
    expect(json('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
  });
});

describe('entryOf', () => {
  it('reads a file of the checkout and a program of the toolchain, which alone is executable', () => {
    const bin = mkdtempSync(join(tmpdir(), 'cutover-bin-'));
    writeFileSync(join(bin, 'pause'), 'pause');
    const program = entryOf({ path: '/pause', program: 'pause' }, { bin });
    expect(program).toEqual({
      path: '/pause',
      type: 'file',
      mode: 0o755,
      content: Buffer.from('pause'),
    });
    const file = entryOf({ path: '/app/a', from: 'package.json' }, { bin });
    expect(file).toMatchObject({ path: '/app/a', type: 'file', mode: 0o644 });
  });

  it('owns directories as declared, by root otherwise', () => {
    const directory = { path: '/run/nginx', directory: true } as const;
    expect(entryOf(directory, { bin: '' })).toMatchObject({ type: 'directory', owner: 0 });
    expect(entryOf({ ...directory, owner: 65532 }, { bin: '' })).toMatchObject({ owner: 65532 });
  });
});
