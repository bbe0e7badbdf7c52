import { execFileSync } from 'node:child_process';

import { type TarEntry, tarArchive } from './tar';

const entries: TarEntry[] = [
  { path: '/app', type: 'directory', owner: 65532 },
  { path: '/app/agent.js', type: 'file', mode: 0o644, content: Buffer.from('ü'.repeat(300)) },
  { path: '/app/empty', type: 'file', mode: 0o755, content: Buffer.alloc(0) },
  { path: '/app/log', type: 'link', target: '/dev/stdout' },
];

describe('tarArchive', () => {
  it('is read by tar with names, modes, owners, sizes and links as given', () => {
    const listing = execFileSync('tar', ['--numeric-owner', '--utc', '-tvf', '-'], {
      input: tarArchive(entries),
    }).toString();
    expect(
      listing
        .trim()
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
    ).toEqual([
      'drwxr-xr-x 65532/65532 0 2023-11-14 22:13 app/',
      '-rw-r--r-- 0/0 600 2023-11-14 22:13 app/agent.js',
      '-rwxr-xr-x 0/0 0 2023-11-14 22:13 app/empty',
      'lrwxrwxrwx 0/0 0 2023-11-14 22:13 app/log -> /dev/stdout',
    ]);
  });

  it('gives back the content byte for byte', () => {
    const content = execFileSync('tar', ['-xOf', '-', 'app/agent.js'], {
      input: tarArchive(entries),
    });
    expect(content.toString()).toBe('ü'.repeat(300));
  });

  it('is equal for equal entries', () => {
    expect(tarArchive(entries).equals(tarArchive(entries))).toBe(true);
  });

  it('refuses a path that a plain header cannot hold', () => {
    const path = `/${'a'.repeat(101)}`;
    expect(() => tarArchive([{ path, type: 'directory', owner: 0 }])).toThrow(
      `'path' (${'a'.repeat(101)}/) must have at most 100 bytes; shorten it.`,
    );
  });
});
