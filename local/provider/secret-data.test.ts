import { asDeclared, withDataOnly, withLiveTexts } from './secret-data';
import { UNKNOWN } from './secrets';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the data of a Secret', () => {
  it('holds its texts in base64', () => {
    expect(withDataOnly({ kind: 'Secret', data: { a: 'eA==' }, stringData: { b: 'y' } })).toEqual({
      kind: 'Secret',
      data: { a: 'eA==', b: base64('y') },
    });
  });

  it('leaves unknown texts unknown, and other kinds alone', () => {
    expect(withDataOnly({ kind: 'Secret', stringData: { b: UNKNOWN } })['data']).toEqual({
      b: UNKNOWN,
    });
    const other = { kind: 'ConfigMap', stringData: { b: 'y' } };
    expect(withDataOnly(other)).toBe(other);
  });

  it('is read back into the texts that were declared', () => {
    const live = { kind: 'Secret', data: { a: base64('edited'), c: base64('by others') } };
    const declared = { kind: 'Secret', stringData: { a: 'old', b: 'gone' } };
    expect(withLiveTexts({ kind: 'Secret' }, declared, live)).toEqual({
      kind: 'Secret',
      stringData: { a: 'edited' },
    });
  });

  it('is named in a diff where the program declares it', () => {
    const change = { path: ['data', 'a'], kind: 'update', replace: true } as const;
    const declared = { kind: 'Secret', stringData: { a: 'x' } };
    expect(asDeclared(change, declared, {}).path).toEqual(['stringData', 'a']);
    expect(asDeclared(change, { kind: 'Secret', data: { a: 'eA==' } }, {}).path).toEqual([
      'data',
      'a',
    ]);
  });
});
