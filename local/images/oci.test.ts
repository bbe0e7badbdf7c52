import type { ImageSpec } from './list';
import { digestOf, imageDocuments } from './oci';

const spec: ImageSpec = {
  name: 'cutover.local/nginx',
  files: [],
  entrypoint: ['nginx', '-g', 'daemon off;'],
  stopSignal: 'SIGQUIT',
};
const layers = [
  { digest: 'sha256:aa', size: 10, origin: 'Debian forky: nginx' },
  { digest: 'sha256:bb', size: 20, origin: 'files of this project' },
];
const documents = imageDocuments(spec, ['x/nginx:local', 'x/nginx:0123'], layers, 'amd64');
const parsed = (document: Buffer): unknown => JSON.parse(document.toString());

describe('imageDocuments', () => {
  it('runs as an unprivileged user with the entry point and stop signal as declared', () => {
    expect(parsed(documents.config)).toMatchObject({
      architecture: 'amd64',
      os: 'linux',
      config: {
        User: '65532:65532',
        Entrypoint: ['nginx', '-g', 'daemon off;'],
        StopSignal: 'SIGQUIT',
      },
      rootfs: { type: 'layers', diff_ids: ['sha256:aa', 'sha256:bb'] },
    });
  });

  it('names the configuration and the layers, lowest first, by digest and size', () => {
    expect(parsed(documents.manifest)).toMatchObject({
      config: { digest: digestOf(documents.config), size: documents.config.length },
      layers: [
        { digest: 'sha256:aa', size: 10 },
        { digest: 'sha256:bb', size: 20 },
      ],
    });
  });

  it('lists the same manifest once for each name', () => {
    expect(documents.digest).toBe(digestOf(documents.manifest));
    const { manifests } = parsed(documents.index) as {
      manifests: { digest: string; annotations: Record<string, string> }[];
    };
    expect(manifests.map(({ digest }) => digest)).toEqual([documents.digest, documents.digest]);
    expect(manifests.map(({ annotations }) => annotations['io.containerd.image.name'])).toEqual([
      'x/nginx:local',
      'x/nginx:0123',
    ]);
  });

  it('has the same digest whatever it is called', () => {
    expect(imageDocuments(spec, ['y:z'], layers, 'amd64').digest).toBe(documents.digest);
  });

  it('has another digest for another layer or platform', () => {
    const others = [
      imageDocuments(spec, [], layers.slice(1), 'amd64').digest,
      imageDocuments(spec, [], layers, 'arm64').digest,
    ];
    expect(others).not.toContain(documents.digest);
  });
});
