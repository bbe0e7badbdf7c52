import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AT, evidenceOf, gateWith } from '../test/support/gates/gates';
import { evidenceData } from '../model/gates/evidence';
import { readVerdict } from './stored';
import { changeOf, type Situation } from './support/judge';

const monitoring = { prometheus: 'http://prometheus.monitoring:9090' };
const rise = { from: 0, to: 5, service: { monitoring } };
const found = { ...evidenceOf([gateWith(), 0]), service: 'orders' };

describe('what the guard has stored', () => {
  const before = process.env['KUBECONFIG'];
  let folder: string;
  let server: Server;
  let asked: string[];
  let answer: RequestListener;

  const read = (situation: Situation = rise, context = '') =>
    readVerdict(changeOf(situation), { context, namespace: 'shop' });

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    folder = mkdtempSync(join(tmpdir(), 'policy-stored-'));
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'here', cluster }],
      users: [{ name: 'me', user: {} }],
      contexts: [{ name: 'staging', context: { cluster: 'here', user: 'me' } }],
      'current-context': 'staging',
    };
    process.env['KUBECONFIG'] = join(folder, 'kubeconfig');
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
  });

  it('is read from the cluster for a rise', async () => {
    const metadata = { name: 'orders-verdict', uid: 'u' };
    answer = (_, response) => response.end(JSON.stringify({ metadata, data: evidenceData(found) }));
    expect(await read()).toMatchObject({ kind: 'evidence', evidence: { at: AT, verdict: 'pass' } });
    expect(asked).toEqual(['GET /api/v1/namespaces/shop/configmaps/orders-verdict']);
  });

  it('is nothing where there is no such ConfigMap', async () => {
    answer = (_, response) => response.writeHead(404).end('not found');
    expect(await read()).toEqual({ kind: 'none' });
  });

  it('is unreadable, and why, where the cluster does not tell', async () => {
    answer = (_, response) => response.writeHead(403).end('forbidden');
    expect(await read()).toEqual({
      kind: 'unreadable',
      why: 'the ConfigMap orders-verdict cannot be read: GET /api/v1/namespaces/shop/configmaps/orders-verdict: 403 forbidden',
    });
    expect((await read(rise, 'nowhere'))?.kind).toBe('unreadable');
  });

  it.each<[string, Situation]>([
    ['the share stays', { ...rise, to: 0 }],
    ['the share falls', { ...rise, from: 10 }],
    ['gates only advise', { ...rise, service: { monitoring: { ...monitoring, gates: 'advise' } } }],
    ['nothing is judged', { from: 0, to: 5 }],
  ])('is not asked for where %s', async (_, situation) => {
    expect(await read(situation)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
