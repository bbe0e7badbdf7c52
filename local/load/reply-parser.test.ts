import fc from 'fast-check';
import { ReplyFormatError, ReplyParser, type Reply } from './reply-parser';

const LENGTH = 'HTTP/1.1 200 OK\r\nVersion: v2\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 201 Created\r\nversion: v1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n';
const INTERIM = `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${LENGTH}`;

/** The text in pieces of these lengths, over and over. */
function pieces(text: string, lengths: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const result: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const next = at + (lengths[i % lengths.length] ?? 1);
    result.push(bytes.subarray(at, next));
    at = next;
  }
  return result;
}

test.each([
  [LENGTH, { status: 200, version: 'v2', close: false }],
  [CHUNKED, { status: 201, version: 'v1', close: false }],
  [INTERIM, { status: 200, version: 'v2', close: false }],
  ['HTTP/1.1 204 No Content\r\n\r\n', { status: 204, version: undefined, close: false }],
  [
    'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    { status: 502, version: undefined, close: true },
  ],
])('reads a reply however it is cut: %j', (text, reply) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (lengths) => {
      const parser = new ReplyParser();
      for (let round = 0; round < 2; round++) {
        const replies = pieces(text, lengths).map((piece) => parser.push(piece));
        expect(replies.pop()).toEqual(reply);
        expect(replies.filter((early) => early !== undefined)).toEqual([]);
      }
    }),
  );
});

test('a reply without a length ends with its connection', () => {
  const parser = new ReplyParser();
  expect(parser.push(Buffer.from('HTTP/1.1 200 OK\r\n\r\nhello'))).toBeUndefined();
  expect(parser.end()).toEqual<Reply>({ status: 200, version: undefined, close: true });
});

test('a reply with a length does not end with its connection', () => {
  const parser = new ReplyParser();
  parser.push(Buffer.from(LENGTH.slice(0, -1)));
  expect(parser.end()).toBeUndefined();
});

test('a reply cut off does not spoil the next connection', () => {
  const parser = new ReplyParser();
  parser.push(Buffer.from(CHUNKED.slice(0, 90)));
  parser.reset();
  expect(parser.push(Buffer.from(LENGTH))?.status).toBe(200);
});

test.each([
  'SSH-2.0-OpenSSH\r\n\r\n',
  `${LENGTH}x`,
  `${CHUNKED}x`,
  CHUNKED.replace('5;x=y', 'z'),
  'HTTP/1.1 200 OK\r\n'.padEnd(70_000, 'x'),
])('refuses what is no reply', (text) => {
  expect(() => new ReplyParser().push(Buffer.from(text))).toThrow(ReplyFormatError);
});
