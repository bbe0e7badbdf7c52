import { missingImages } from './import';

const nginx = {
  archive: '/images/nginx.tar',
  names: ['cutover.local/nginx:local', 'cutover.local/nginx:0123'],
  digest: 'sha256:aa',
};
const heading = 'REF TYPE DIGEST SIZE PLATFORMS LABELS';
const row = (name: string, digest: string): string =>
  `${name}   application/vnd.oci.image.manifest.v1+json ${digest} 62.6 MiB linux/amd64 -`;

describe('missingImages', () => {
  it('leaves out an image that is there under all its names', () => {
    const listing = [heading, ...nginx.names.map((name) => row(name, 'sha256:aa')), ''].join('\n');
    expect(missingImages([nginx], listing)).toEqual([]);
  });

  it.each([
    ['nothing is there', []],
    ['a name is missing', [row('cutover.local/nginx:local', 'sha256:aa')]],
    [
      'a name stands for older content',
      [row('cutover.local/nginx:local', 'sha256:bb'), row('cutover.local/nginx:0123', 'sha256:aa')],
    ],
  ])('imports it where %s', (_, rows) => {
    expect(missingImages([nginx], [heading, ...rows].join('\n'))).toEqual([nginx]);
  });
});
