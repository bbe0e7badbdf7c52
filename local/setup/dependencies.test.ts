import { isSameTree } from './dependencies.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/tsx': { version: '4.23.15' },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
};
const installed = { 'node_modules/tsx': { version: '4.23.15' } };

describe('isSameTree', () => {
  it('holds where only an optional package is left out', () => {
    expect(isSameTree(wanted, installed)).toBe(true);
  });

  it.each([
    ['a package is missing', {}],
    ['a version differs', { 'node_modules/tsx': { version: '4.23.14' } }],
    [
      'an optional version differs',
      { ...installed, 'node_modules/fsevents': { version: '2.3.2' } },
    ],
    ['a package is left over', { ...installed, 'node_modules/old': { version: '1.0.0' } }],
  ])('does not hold where %s', (_, there) => {
    expect(isSameTree(wanted, there)).toBe(false);
  });
});
