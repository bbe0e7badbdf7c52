import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contentKey, removeOlder, unfinished } from './key';

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

describe('unfinished', () => {
  it('is a place of this process’s own, without what ended processes left of the same result', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cutover-key-'));
    const result = join(folder, 'etcd-0123456789abcdef');
    // No process has an id beyond the kernel's limit of 2^22; process 1 always runs.
    for (const owner of ['4194305', '1', String(process.pid)]) {
      mkdirSync(join(folder, `etcd-0123456789abcdef.unfinished-${owner}`));
    }
    expect(unfinished(result)).toBe(`${result}.unfinished-${String(process.pid)}`);
    expect(readdirSync(folder)).toEqual(['etcd-0123456789abcdef.unfinished-1']);
  });

  it('needs no folder to be there yet', () => {
    expect(unfinished('/nonexistent/a')).toBe(`/nonexistent/a.unfinished-${String(process.pid)}`);
  });
});
