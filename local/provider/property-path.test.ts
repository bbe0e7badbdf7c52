import { contains, formatPath, parsePath } from './property-path';

describe('property paths', () => {
  it.each([
    ['data', ['data']],
    ['spec.ports[0].port', ['spec', 'ports', 0, 'port']],
    ['spec.ports[*].port', ['spec', 'ports', '*', 'port']],
    ['metadata.annotations["a.b/c"]', ['metadata', 'annotations', 'a.b/c']],
  ])('reads %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it('writes names with dots in quotes and others without', () => {
    expect(formatPath(['metadata', 'annotations', 'pulumi.com/waitFor'])).toBe(
      'metadata.annotations["pulumi.com/waitFor"]',
    );
    expect(formatPath(['spec', 'ports', 0, 'port'])).toBe('spec.ports[0].port');
  });

  it('says where a text is no path', () => {
    expect(() => parsePath('data[')).toThrow("'data[' is no property path (at '[')");
  });

  it('contain themselves and what is below, and any index for a star', () => {
    expect(contains(['data'], ['data', 'a'])).toBe(true);
    expect(contains(['data'], ['data'])).toBe(true);
    expect(contains(['data', 'a'], ['data'])).toBe(false);
    expect(contains(['data'], ['database'])).toBe(false);
    expect(contains(['list', '*', 'a'], ['list', 3, 'a', 'b'])).toBe(true);
  });
});
