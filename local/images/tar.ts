/** One entry of a tar archive. */
export type TarEntry =
  | { readonly path: string; readonly type: 'directory'; readonly owner: number }
  | { readonly path: string; readonly type: 'link'; readonly target: string }
  | {
      readonly path: string;
      readonly type: 'file';
      readonly content: Uint8Array;
      readonly mode: number;
    };

const block = 512;

/** The time of every entry, in seconds: fixed, so that equal content gives equal archives. */
export const fixedTime = 1_700_000_000;

/** @returns a whole archive of the entries, in their order. */
export function tarArchive(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = entry.type === 'file' ? Buffer.from(entry.content) : Buffer.alloc(0);
    return [tarHeader(entry, content.length), content, tarPadding(content.length)];
  });
  return Buffer.concat([...parts, tarEnd]);
}

/** Two blocks of zeros end an archive. */
export const tarEnd = Buffer.alloc(2 * block);

/** @returns what fills the last block behind a content of `size` bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

/**
 * @param size - bytes of content that follow.
 * @returns the entry's ustar header block.
 * @throws RangeError when a path is longer than the 100 bytes that a plain header holds.
 */
export function tarHeader(entry: TarEntry, size: number): Buffer {
  const path = entry.path.replace(/^\//, '') + (entry.type === 'directory' ? '/' : '');
  const link = entry.type === 'link' ? entry.target : '';
  for (const name of [path, link]) {
    if (Buffer.byteLength(name) > 100) {
      throw new RangeError(`'path' (${name}) must have at most 100 bytes; shorten it.`);
    }
  }
  const owner = entry.type === 'directory' ? entry.owner : 0;
  const mode = entry.type === 'file' ? entry.mode : entry.type === 'link' ? 0o777 : 0o755;
  const types = { file: '0', link: '2', directory: '5' };
  const header = Buffer.alloc(block);
  header.write(path, 0);
  header.write(octal(mode, 8), 100);
  header.write(octal(owner, 8), 108);
  header.write(octal(owner, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(fixedTime, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(types[entry.type], 156);
  header.write(link, 157);
  header.write('ustar\0' + '00', 257);
  // The sum is taken with its own field full of spaces.
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(octal(sum, 7) + '\0 ', 148);
  return header;
}

/** @returns the number in octal digits, one less than `width`, as the headers want it. */
function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}
