import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../test/support/gateway/certificate';
import { exchange, NoReplyError, type Exchange } from './exchange';

let folder: string;
let secure: Server;
let ca: string;

const listen = (server: NetServer): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cutover-exchange-'));
  makeCertificate(folder);
  ca = readFileSync(join(folder, 'tls.crt'), 'utf8');
  secure = createServer({ key: readFileSync(join(folder, 'tls.key')), cert: ca }, (_, reply) => {
    reply.end('secret');
  });
  await listen(secure);
});

afterAll(() => {
  secure.close();
  secure.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const ask = (over: Partial<Exchange>) =>
  exchange({
    url: new URL(`https://127.0.0.1:${(secure.address() as AddressInfo).port}/`),
    method: 'GET',
    headers: {},
    body: undefined,
    timeoutMs: 5_000,
    ca,
    host: 'shop.test',
    ...over,
  });

test('asks a server by its address and knows it by the name in its certificate', async () => {
  expect(await ask({})).toMatchObject({ status: 200, body: 'secret' });
});

test.each<[string, Partial<Exchange>, RegExp]>([
  ['whose authority it does not trust', { ca: undefined }, /self-signed certificate/],
  ['of another name', { host: 'other.test' }, /Host: other\.test\. is not in the cert's altnames/],
  [
    'of no name that it was told',
    { host: undefined },
    /IP: 127\.0\.0\.1 is not in the cert's list/,
  ],
])('takes no reply of a server %s', async (_, over, message) => {
  const asked = ask(over);
  await expect(asked).rejects.toThrow(NoReplyError);
  await expect(asked).rejects.toThrow(message);
});

test('follows no redirect, joins repeated headers, and gives up on endless replies', async () => {
  const server = createPlain((incoming, reply) => {
    if (incoming.url === '/endless') {
      const more = (): void => {
        if (!reply.destroyed) reply.write(Buffer.alloc(65_536), more);
      };
      more();
    } else reply.writeHead(302, { location: '/else', 'set-cookie': ['a=1', 'b=2'] }).end();
  });
  const base = `http://127.0.0.1:${await listen(server)}`;
  expect(await ask({ url: new URL(base) })).toMatchObject({
    status: 302,
    headers: { location: '/else', 'set-cookie': 'a=1, b=2' },
  });
  await expect(ask({ url: new URL(`${base}/endless`) })).rejects.toThrow(
    'the reply is longer than 4194304 bytes',
  );
  server.close();
  server.closeAllConnections();
});
