import { at, known, UNKNOWN } from './resource';

/** Reading an unknown property throws, as the engine's wrapper has it. */
function wrapped(fields: object, unknown: string): object {
  return Object.defineProperty({ ...fields }, unknown, {
    enumerable: true,
    get() {
      throw Object.assign(new Error('cannot be known'), { unknownTypeSentinel: 'x' });
    },
  });
}

describe('known', () => {
  it('puts a mark in the place of what is not known yet, and keeps the rest', () => {
    const props = { list: [wrapped({ name: 'a' }, 'value')], text: 'b', nothing: null };
    expect(known(props)).toEqual({
      list: [{ name: 'a', value: UNKNOWN }],
      text: 'b',
      nothing: null,
    });
  });

  it('passes on every other error', () => {
    const props = {
      get broken() {
        throw new TypeError('broken');
      },
    };
    expect(() => known(props)).toThrow(TypeError);
  });
});

describe('at', () => {
  it('finds what stands at a path, and nothing where nothing stands', () => {
    const props = { a: [{ b: 1 }], c: null };
    expect(at(props, 'a', 0, 'b')).toBe(1);
    expect(at(props, 'a', 1, 'b')).toBeUndefined();
    expect(at(props, 'c')).toBeUndefined();
    expect(at(undefined, 'a')).toBeUndefined();
  });

  it('does not know what stands below the unknown', () => {
    expect(at({ a: UNKNOWN }, 'a', 'b', 'c')).toBe(UNKNOWN);
  });
});
