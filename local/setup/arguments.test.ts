import { chosenSteps, hasOption, optionValue, withoutOption } from './arguments';

describe('chosenSteps', () => {
  it('takes the usual steps in their order by default, and not those that only some need', () => {
    expect(chosenSteps([])).toEqual(['packages', 'bundles', 'pulumi', 'toolchain', 'images']);
  });

  it('takes others with the usual ones', () => {
    expect(chosenSteps(['--with', 'monitoring'])).toEqual([...chosenSteps([]), 'monitoring']);
    expect(chosenSteps(['--with=images'])).toEqual(chosenSteps([]));
  });

  it('takes named steps in their own order', () => {
    expect(chosenSteps(['--only', 'images, packages'])).toEqual(['packages', 'images']);
  });

  it('needs neither packages nor Kubernetes nor images for somebody else’s cluster', () => {
    expect(chosenSteps(['--context=kind-kind'])).toEqual(['bundles', 'pulumi']);
  });

  it('refuses unknown steps, naming all of them and the known ones', () => {
    expect(() => chosenSteps(['--only=images,image,go'])).toThrow(
      "'--only' (image, go) must name steps; choose from packages, bundles, pulumi, toolchain, images, monitoring, load.",
    );
    expect(() => chosenSteps(['--with', 'metrics'])).toThrow(
      "'--with' (metrics) must name steps; choose from packages, bundles, pulumi, toolchain, images, monitoring, load.",
    );
  });
});

describe('an option', () => {
  it('is found with its value in either form, and not behind a lone --', () => {
    expect(optionValue(['--context', 'a'], '--context')).toBe('a');
    expect(optionValue(['--context=a'], '--context')).toBe('a');
    expect(optionValue(['--contexts', 'a'], '--context')).toBeUndefined();
    expect(optionValue(['--', '--context', 'a'], '--context')).toBeUndefined();
  });

  it('is there even where its value is forgotten', () => {
    expect(hasOption(['--context'], '--context')).toBe(true);
    expect(hasOption(['--', '--context'], '--context')).toBe(false);
  });

  it('is taken out with its value in either form, and left behind a lone --', () => {
    expect(withoutOption(['a', '--context', 'x', 'b'], '--context')).toEqual(['a', 'b']);
    expect(withoutOption(['a', '--context=x', 'b'], '--context')).toEqual(['a', 'b']);
    expect(withoutOption(['a', '--', '--context', 'x'], '--context')).toEqual([
      'a',
      '--',
      '--context',
      'x',
    ]);
  });
});
