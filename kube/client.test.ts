import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiError, kubeClient, type KubeClient } from './client';

describe('the client of the API server', () => {
  let server: Server;
  let client: KubeClient;
  let answer: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'test', token: 'secret' },
    );
    client = kubeClient(config);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const watch = (limitMs: number, signal = new AbortController().signal) => {
    const lines: string[] = [];
    const opened: true[] = [];
    const ended = client.stream(
      { method: 'GET', path: '/watch' },
      {
        onOpen: () => opened.push(true),
        onLine: (line) => lines.push(line),
        limitMs,
        signal,
      },
    );
    return { lines, opened, ended };
  };

  it('sends method, query, body and credentials, and reads the answer', async () => {
    let seen: unknown;
    answer = (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen = { method, url, body, type: headers['content-type'], who: headers.authorization };
        response.end('{"ok":true}');
      });
    };
    const done = await client.request({
      method: 'PATCH',
      path: '/api/v1/x',
      query: { fieldManager: 'cutover-agent' },
      body: { contentType: 'application/merge-patch+json', json: { data: 1 } },
    });
    expect(done).toEqual({ ok: true });
    expect(seen).toEqual({
      method: 'PATCH',
      url: '/api/v1/x?fieldManager=cutover-agent',
      body: '{"data":1}',
      type: 'application/merge-patch+json',
      who: 'Bearer secret',
    });
  });

  it('rejects with the status when the server refuses, for watches too', async () => {
    answer = (_, response) => {
      response.writeHead(409).end('conflict');
    };
    const refused = client.request({ method: 'GET', path: '/api/v1/x' });
    await expect(refused).rejects.toEqual(new ApiError(409, 'GET /api/v1/x: 409 conflict'));
    const { ended, opened } = watch(1_000);
    await expect(ended).rejects.toBeInstanceOf(ApiError);
    expect(opened).toEqual([]);
  });

  it('hands over whole lines however they are cut', async () => {
    answer = (_, response) => {
      response.write('{"a":1}\n{"b"');
      setTimeout(() => response.end(':"é"}\n'), 20);
    };
    const { lines, ended, opened } = watch(5_000);
    await ended;
    expect(lines).toEqual(['{"a":1}', '{"b":"é"}']);
    expect(opened).toEqual([true]);
  });

  it('rejects when a watch ends in the middle of an event, or by a broken connection', async () => {
    answer = (_, response) => {
      response.end('{"a":');
    };
    const cut = watch(5_000).ended;
    await expect(cut).rejects.toThrow('the watch ended in the middle of an event');
    answer = (_, response) => {
      response.write('{"a":1}\n');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(watch(5_000).ended).rejects.toThrow('aborted');
  });

  it('drops a watch that the server does not end in time, and one that is called off', async () => {
    answer = (_, response) => {
      response.write('{"a":1}\n');
    };
    await expect(watch(100).ended).rejects.toThrow('did not end a watch in 100 ms: it hangs');
    const stop = new AbortController();
    const { ended } = watch(60_000, stop.signal);
    setTimeout(() => {
      stop.abort();
    }, 50);
    await expect(ended).rejects.toThrow('abort');
  });
});
