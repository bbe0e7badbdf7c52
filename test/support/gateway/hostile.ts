import type { RawRequest } from './raw';

/** A request that no version may get, and what the gateway answers. */
interface HostileRequest extends RawRequest {
  readonly name: string;
  /** Statuses of the answers in their order; empty: the connection is closed without a word. */
  readonly answered: readonly number[];
}

/** Largest body and longest header line of the gateway that gets these. */
export const LIMITS = { bodyKiB: 4, headerKiB: 2, clientSeconds: 1 } as const;

const KIB = 1_024;
const END = '\r\n\r\n';

/** Lines of a request, with the empty one that ends its headers. */
const lines = (...all: readonly string[]): string => all.join('\r\n') + END;
const post = (...headers: readonly string[]): string =>
  lines('POST /match HTTP/1.1', 'Host: shop', ...headers);
const get = (path: string, ...headers: readonly string[]): string =>
  lines(`GET ${path} HTTP/1.1`, 'Host: shop', ...headers);

const one = (name: string, answered: number | readonly number[], text: string): HostileRequest => ({
  name,
  answered: typeof answered === 'number' ? [answered] : answered,
  parts: [text],
});

/** What is smuggled: a second request, hidden in the body of the first. */
const HIDDEN = lines('GET /admin HTTP/1.1', 'Host: shop');
const CHUNKED = 'Transfer-Encoding: chunked';
const LAST_CHUNK = `0${END}`;

const smuggled: HostileRequest[] = [
  one(
    'two lengths of a body: a number and chunks',
    400,
    post('Content-Length: 4', CHUNKED) + LAST_CHUNK + HIDDEN,
  ),
  one(
    'two lengths of a body: chunks and a number',
    400,
    post(CHUNKED, 'Content-Length: 4') + LAST_CHUNK + HIDDEN,
  ),
  one('two different numbers', 400, post('Content-Length: 0', 'Content-Length: 40') + HIDDEN),
  one('the same number twice', 400, post('Content-Length: 1', 'Content-Length: 1') + 'x'),
  one('a list of numbers', 400, post('Content-Length: 1, 1') + 'x'),
  one('a negative length', 400, post('Content-Length: -1') + 'x'),
  one('a length with a sign', 400, post('Content-Length: +1') + 'x'),
  one('a hexadecimal length', 400, post('Content-Length: 0x1') + 'x'),
  one('a length with something after it', 400, post('Content-Length: 1 x') + 'x'),
  one('a length beyond all numbers', 400, post('Content-Length: 99999999999999999999') + 'x'),
  one('an unknown coding', 400, post('Transfer-Encoding: xchunked') + LAST_CHUNK + HIDDEN),
  one('chunks and no coding', 400, post('Transfer-Encoding: chunked, identity') + LAST_CHUNK),
  one('a coding twice', 400, post(CHUNKED, CHUNKED) + LAST_CHUNK + HIDDEN),
  one('a coding twice in one line', 400, post('Transfer-Encoding: chunked, chunked') + LAST_CHUNK),
  one(
    'a coding behind a vertical tab',
    400,
    post('Transfer-Encoding: \x0bchunked') + LAST_CHUNK + HIDDEN,
  ),
  one('a coding in quotes', 400, post('Transfer-Encoding: "chunked"') + LAST_CHUNK + HIDDEN),
  one('a blank before the colon', 400, post('Transfer-Encoding : chunked') + LAST_CHUNK + HIDDEN),
  one(
    'a coding on a line of its own',
    400,
    post('Transfer-Encoding:', ' chunked') + LAST_CHUNK + HIDDEN,
  ),
  one(
    'chunks in HTTP/1.0',
    400,
    lines('POST / HTTP/1.0', 'Host: shop', CHUNKED) + LAST_CHUNK + HIDDEN,
  ),
  one('a chunk whose length is no number', 400, post(CHUNKED) + `zz\r\nx\r\n${LAST_CHUNK}`),
  one('a chunk with a negative length', 400, post(CHUNKED) + `-1\r\nx\r\n${LAST_CHUNK}`),
  one('a chunk with a prefix', 400, post(CHUNKED) + `0x1\r\nx\r\n${LAST_CHUNK}`),
  one('a chunk beyond all numbers', 400, post(CHUNKED) + `fffffffffffffffff\r\nx\r\n${LAST_CHUNK}`),
  one('a chunk longer than it says', 400, post(CHUNKED) + `1\r\nxyz\r\n${LAST_CHUNK}`),
  one('chunks that never end', [], post(CHUNKED) + `1\r\nx\r\n`),
  one('a body that breaks off', [], post('Content-Length: 10') + 'x'),
];

const malformed: HostileRequest[] = [
  one('no HTTP at all', 400, 'SSH-2.0-OpenSSH_9.6\r\n'),
  one('a TLS greeting', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  one('random bytes', 400, '\x00\xff\x13\x37\x80\x00\r\n\r\n'),
  one('the preface of HTTP/2', 400, `PRI * HTTP/2.0${END}SM${END}`),
  one('HTTP/3 in the request line', 400, lines('GET / HTTP/3.0', 'Host: shop')),
  // Answered without a status line, as HTTP/0.9 has it.
  one('no version of HTTP', [], 'GET /match\r\n\r\n'),
  one('a version that is none', 400, lines('GET / HTTP/x.y', 'Host: shop')),
  one('a blank before the method', 400, ` ${get('/')}`),
  one('a method in lower case', 400, lines('get / HTTP/1.1', 'Host: shop')),
  one('a tab after the method', 400, lines('GET\t/ HTTP/1.1', 'Host: shop')),
  one('a blank in the path', 400, get('/a b')),
  one('a zero byte in the path', 400, get('/a\x00b')),
  one('a control character in the path', 400, get('/a\x01b')),
  one('a broken escape in the path', 400, get('/a%zzb')),
  one('an escaped zero byte in the path', 400, get('/a%00b')),
  one('an escaped line break in the path', 400, get('/a%0d%0aX-Evil:%201')),
  one('a path above the root', 400, get('/../etc/passwd')),
  one('an asterisk for a path', 400, lines('OPTIONS * HTTP/1.1', 'Host: shop')),
  one('a zero byte in a header', 400, get('/', 'X-A: a\x00b')),
  one('a zero byte in the name of a header', 400, get('/', 'X\x00A: a')),
  one('a carriage return in a header', 400, get('/', 'X-A: a\rX-Evil: 1')),
  one('a folded header', 400, get('/', 'X-A: a', ' b')),
  one('a header without a name', 400, get('/', ': a')),
  one('a blank in the name of a header', 400, get('/', 'X A: a')),
  one('no host', 400, lines('GET / HTTP/1.1')),
  one('two hosts', 400, get('/', 'Host: other')),
  one('a host with a path', 400, lines('GET / HTTP/1.1', 'Host: shop/admin')),
  one('a host with a blank', 400, lines('GET / HTTP/1.1', 'Host: shop admin')),
  one('a host of two dots', 400, lines('GET / HTTP/1.1', 'Host: shop..test')),
  one('CONNECT', 405, lines('CONNECT shop:443 HTTP/1.1', 'Host: shop')),
  one('TRACE', 405, lines('TRACE / HTTP/1.1', 'Host: shop')),
  one('a method that nobody knows', 405, lines('DEBUG / HTTP/1.1', 'Host: shop')),
  one('a method of WebDAV', 405, lines('PROPFIND / HTTP/1.1', 'Host: shop')),
];

/** Ways to name /admin, which is pinned to V1, so that they might be taken for the route of everything else. */
const disguised: HostileRequest[] = [
  ['an escaped slash', '/x/..%2fadmin'],
  ['an escaped slash in upper case', '/x%2F..%2Fadmin'],
  ['a slash escaped twice', '/x/..%252fadmin'],
  ['a slash escaped three times', '/x/..%25252fadmin'],
  ['a backslash', '/x\\..\\admin'],
  ['an escaped backslash', '/x/..%5cadmin'],
  ['two dots', '/x/../admin'],
  ['escaped dots', '/x/%2e%2e/admin'],
  ['one escaped dot of two', '/x/.%2E/admin'],
  ['dots escaped twice', '/x/%252e%252e/admin'],
  ['dots with a parameter', '/x/..;/admin'],
  ['one dot', '/./admin'],
  ['two slashes', '//admin'],
  ['two slashes inside', '/x//../admin'],
  ['a parameter', '/admin;a=1'],
  ['a parameter before the path', '/;a=1/admin'],
  ['a slash in too many bytes', '/x/..%c0%afadmin'],
  ['a fragment', '/x#/../admin'],
  ['a line break at the end', '/admin%0a'],
].map(([name, path]) => one(`a path with ${name ?? ''}`, 400, get(path ?? '')));

const oversized: HostileRequest[] = [
  one('a path that is too long', 414, get(`/${'a'.repeat(3 * KIB)}`)),
  one('a header that is too long', 431, get('/', `X-A: ${'a'.repeat(3 * KIB)}`)),
  one(
    'headers that are too long together',
    431,
    get('/', ...Array.from({ length: 9 }, (_, n) => `X-${n}: ${'a'.repeat(KIB)}`)),
  ),
  one('too many headers', 431, get('/', ...Array.from({ length: 120 }, (_, n) => `X-${n}: a`))),
  one('a body that says it is too long', 413, post(`Content-Length: ${5 * KIB}`) + 'x'),
  one(
    'chunks that are too long together',
    413,
    post(CHUNKED) + `1400\r\n${'a'.repeat(5 * KIB)}\r\n${LAST_CHUNK}`,
  ),
];

const slow: HostileRequest[] = [
  { name: 'nothing', parts: [], waits: true, answered: [] },
  { name: 'half a request line', parts: ['GET /ma'], waits: true, answered: [] },
  {
    name: 'headers that never end',
    parts: [
      'GET / HTTP/1.1\r\nHost: shop\r\n',
      ...Array.from({ length: 30 }, (_, n) => `X-${n}: a\r\n`),
    ],
    waits: true,
    answered: [],
  },
  {
    name: 'a body that never comes',
    parts: [post('Content-Length: 10')],
    waits: true,
    answered: [],
  },
  {
    name: 'a body that stops halfway',
    parts: [post('Content-Length: 10'), 'abc', 'de'],
    waits: true,
    answered: [],
  },
  {
    name: 'a chunk that stops halfway',
    parts: [post(CHUNKED), 'a\r\n', 'abc'],
    waits: true,
    answered: [],
  },
];

export const HOSTILE = { smuggled, malformed, disguised, oversized, slow } as const;
