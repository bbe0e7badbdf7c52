import { bundleOutputs } from '../bundle/bundles';
import { clusterParts, monitoringParts } from '../toolchain/parts';
import { baseKey } from './base';
import { guestImages, images, monitoringImages } from './list';

const named = (name: string): (typeof images)[number] => {
  const found = images.find((image) => image.name === name);
  if (found === undefined) throw new Error(`no image ${name}`);
  return found;
};

describe('the list of images', () => {
  it('has what the embedded cluster and the program name', () => {
    expect(images.map(({ name }) => name)).toEqual([
      'cutover.local/pause',
      'cutover.local/coredns',
      'cutover.local/nginx',
      'cutover.local/cutover',
    ]);
  });

  it('takes only bundles and programs that the set-up makes', () => {
    const programs = clusterParts.flatMap(({ programs: of }) => Object.keys(of));
    const files = images.flatMap((image) => image.files);
    const taken = files.flatMap((file) => ('from' in file ? [file.from] : []));
    const run = files.flatMap((file) => ('program' in file ? [file.program] : []));
    expect(bundleOutputs).toEqual(expect.arrayContaining(taken));
    expect(programs).toEqual(expect.arrayContaining(run));
    expect(run).toEqual(['pause', 'coredns']);
  });

  it('ends NGINX so that requests in flight come to their end', () => {
    expect(named('cutover.local/nginx').stopSignal).toBe('SIGQUIT');
  });

  it('puts every in-cluster program where pods start it', () => {
    const { files, entrypoint } = named('cutover.local/cutover');
    expect(entrypoint).toEqual(['node']);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/app/agent.js', '/app/simulator.js']),
    );
  });
});

describe('the images of monitoring', () => {
  it('are none that every cluster has, so that no demo waits for them', () => {
    expect(monitoringImages.map(({ name }) => name)).toEqual([
      'cutover.local/prometheus-operator',
      'cutover.local/prometheus',
      'cutover.local/alertmanager',
    ]);
    expect(images.filter((image) => monitoringImages.includes(image))).toEqual([]);
  });

  it('have the operator and the reloader where the operator’s own images have them', () => {
    const files = monitoringImages.flatMap((image) => image.files);
    const run = files.flatMap((file) => ('program' in file ? [file] : []));
    expect(run).toEqual([
      { path: '/bin/operator', program: 'operator' },
      { path: '/bin/prometheus-config-reloader', program: 'prometheus-config-reloader' },
    ]);
    expect(monitoringParts.flatMap(({ programs }) => Object.keys(programs))).toEqual(
      run.map(({ program }) => program),
    );
  });
});

describe('the images of a foreign service', () => {
  it('are two releases, started alike, and none that every cluster has', () => {
    const [first, second, ...others] = guestImages;
    expect([first?.name, second?.name, others]).toEqual([
      'cutover.local/httpbin-trixie',
      'cutover.local/httpbin-forky',
      [],
    ]);
    expect(first?.command).toEqual(second?.command);
    expect(first?.base?.packages).toEqual(second?.base?.packages);
    expect(images.filter((image) => guestImages.includes(image))).toEqual([]);
  });

  it('bring nothing of this project', () => {
    expect(guestImages.flatMap(({ files }) => files)).toEqual([]);
  });
});

describe('baseKey', () => {
  it('changes with all that a base declares', () => {
    const base = { suite: 'trixie', packages: ['nodejs'], security: true, checkValidUntil: true };
    const keys = [
      base,
      { ...base, suite: 'forky' },
      { ...base, packages: ['nodejs', 'curl'] },
      { ...base, security: false },
      { ...base, checkValidUntil: false },
    ].map(baseKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
