import { UNKNOWN, copySecrets, hasUnknown, isSecret, reveal, secret } from './secrets';

describe('secret values', () => {
  it('are unwrapped at every depth, and nulls are left out', () => {
    expect(reveal({ a: secret({ b: secret('x') }), c: [secret(1)], d: null })).toEqual({
      a: { b: 'x' },
      c: [1],
    });
  });

  it('stay secret in an object of the same shape', () => {
    const marked = copySecrets(
      { data: { open: 'a', hidden: 'b' }, live: 'c' },
      { data: { open: 'a', hidden: secret('b') } },
    );
    expect(marked).toEqual({ data: { open: 'a', hidden: secret('b') }, live: 'c' });
  });

  it('make a list secret as a whole', () => {
    const marked = copySecrets({ args: ['a', 'b'] }, { args: ['a', secret('b')] });
    expect(marked).toEqual({ args: secret(['a', 'b']) });
  });

  it('make an object secret that was declared secret as a whole', () => {
    const marked = copySecrets({ data: { a: '1' } }, { data: secret({ a: '1' }) });
    expect(marked).toEqual({ data: secret({ a: '1' }) });
  });

  it('are all data of a Secret, declared so or not', () => {
    const object = { kind: 'Secret', data: { a: 'eA==' }, stringData: { b: 'y' } };
    const marked = copySecrets(object, {});
    expect(isSecret(marked['data'])).toBe(true);
    expect(isSecret(marked['stringData'])).toBe(true);
  });

  it('are not wrapped twice', () => {
    const once = copySecrets({ kind: 'Secret', data: { a: 'eA==' } }, {});
    expect(copySecrets(once, once)).toEqual(once);
  });
});

describe('unknown values', () => {
  it('are found at every depth, within secrets too', () => {
    expect(hasUnknown({ a: [{ b: secret(UNKNOWN) }] })).toBe(true);
    expect(hasUnknown({ a: [{ b: secret('known') }] })).toBe(false);
  });
});
