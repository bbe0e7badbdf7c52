import { isAtLeast, versionNumbers } from './version';

describe('versionNumbers', () => {
  it.each([
    ['v3.200.0', [3, 200, 0]],
    ['3.248.1\n', [3, 248, 1]],
    ['3.248.0-dev.1', [3, 248, 0]],
  ])('reads %j', (text, numbers) => {
    expect(versionNumbers(text)).toEqual(numbers);
  });

  it.each(['', 'dev', '3.2', 'version 3.200.0'])('does not read %j', (text) => {
    expect(versionNumbers(text)).toBeUndefined();
  });
});

describe('isAtLeast', () => {
  it.each([
    ['3.200.0', '3.200.0', true],
    ['3.200.1', '3.200.0', true],
    ['3.201.0', '3.200.5', true],
    ['3.199.9', '3.200.0', false],
    ['3.200.0', '3.200.1', false],
    // Another major version promises nothing.
    ['4.0.0', '3.200.0', false],
    ['2.300.0', '3.200.0', false],
    ['unknown', '3.200.0', false],
  ])('%s is at least %s: %s', (version, floor, expected) => {
    expect(isAtLeast(version, floor)).toBe(expected);
  });
});
