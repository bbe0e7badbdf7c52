import { debianPackages, missingPackages } from './packages';

describe('missingPackages', () => {
  it('names nothing where every program and file is there, from wherever it came', () => {
    expect(
      missingPackages(
        debianPackages,
        () => true,
        () => true,
      ),
    ).toEqual([]);
  });

  it('names a package once, whichever of its parts is missing', () => {
    expect(
      missingPackages(
        debianPackages,
        (name) => name !== 'ctr' && name !== 'runc',
        (path) => path !== '/usr/lib/cni/loopback',
      ),
    ).toEqual(['containerd', 'runc', 'containernetworking-plugins']);
  });
});
