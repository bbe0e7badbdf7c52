import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contentKey, removeOlder } from './key';

describe('contentKey', () => {
  it('is the same whatever the order in which the inputs are named', () => {
    expect(contentKey({ a: '1', b: '2' })).toBe(contentKey({ b: '2', a: '1' }));
  });

  it('is 16 hex digits', () => {
    expect(contentKey({ a: '1' })).toMatch(/^[0-9a-f]{16}$/);
  });

  it('changes with a name, with a value, and with where one value ends and the next begins', () => {
    const keys = [
      contentKey({ a: '1', b: '2' }),
      contentKey({ a: '1', c: '2' }),
      contentKey({ a: '1', b: '3' }),
      contentKey({ a: '12', b: '' }),
      contentKey({ a: '', b: '12' }),
      contentKey({ a: '1b\u00001\u00002' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes text and bytes alike', () => {
    expect(contentKey({ a: 'é' })).toBe(contentKey({ a: Buffer.from('é') }));
  });
});

describe('removeOlder', () => {
  it('removes earlier and half-made results of the same name and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cutover-key-'));
    const [old, kept] = ['0123456789abcdef', 'fedcba9876543210'];
    const entries = [
      `etcd-${old}`,
      `etcd-${old}.building`,
      `etcd-${kept}`,
      `etcd-${kept}.json`,
      `etcd-tools-${old}`,
      `my-etcd-${old}`,
      'etcd-notes',
    ];
    for (const entry of entries) mkdirSync(join(folder, entry));
    removeOlder(folder, 'etcd', join(folder, `etcd-${kept}`));
    expect(readdirSync(folder).sort()).toEqual([
      `etcd-${kept}`,
      `etcd-${kept}.json`,
      'etcd-notes',
      `etcd-tools-${old}`,
      `my-etcd-${old}`,
    ]);
  });
});
