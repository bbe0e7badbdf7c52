import { once } from 'node:events';
import type { Server, AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Deliveries } from './deliveries';
import { httpServer } from './http-server';
import { smtpServer } from './smtp-server';

const noon = '2026-11-28T12:00:00.000Z';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the receiver', () => {
  const deliveries = new Deliveries(() => new Date(noon));
  const servers = [httpServer(deliveries), smtpServer(deliveries)] as const;
  let url: string;
  let mailPort: number;

  beforeAll(async () => {
    url = `http://127.0.0.1:${await portOf(servers[0])}`;
    mailPort = await portOf(servers[1]);
  });
  afterEach(() => {
    deliveries.clear();
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  const post = (path: string, body: string) => fetch(`${url}${path}`, { method: 'POST', body });
  const listed = async () => (await fetch(`${url}/deliveries`)).json();

  it.each([
    ['slack', 200, 'ok'],
    ['pagerduty', 202, '{"status":"success","message":"Event processed"}'],
    ['webhook', 200, ''],
  ])('answers a %s notification as the real one does, and keeps it', async (kind, status, text) => {
    const reply = await post(`/${kind}/any/path`, '{"a":1}');
    expect([reply.status, await reply.text()]).toEqual([status, text]);
    expect(await listed()).toEqual([{ kind, at: noon, to: `/${kind}/any/path`, body: { a: 1 } }]);
  });

  it('keeps nothing that is no JSON, or that nobody takes', async () => {
    expect((await post('/slack', 'a=1')).status).toBe(400);
    expect((await post('/chat', '{}')).status).toBe(404);
    expect((await post('/email', '{}')).status).toBe(404);
    expect((await fetch(`${url}/slack`)).status).toBe(404);
    expect(await listed()).toEqual([]);
  });

  it('forgets when asked to', async () => {
    await post('/webhook', '{}');
    const reply = await fetch(`${url}/deliveries`, { method: 'DELETE' });
    expect([await reply.json(), await listed()]).toEqual([[], []]);
  });

  it('takes mail, and undoes what the sender did to it', async () => {
    const replies = await say([
      'EHLO here',
      'STARTTLS',
      'MAIL FROM:<cutover@example.com>',
      'RCPT TO:<one@example.com>',
      'RCPT TO:<two@example.com>',
      'DATA',
      'Subject: =?utf-8?q?one?=\r\n two',
      'To: one@example.com',
      '',
      '..dot and caf=C3=A9, and a lo=',
      'ng line',
      '.',
      'QUIT',
    ]);
    expect(replies).toEqual([
      '220 receiver',
      '250 receiver',
      '502 not known here',
      ...['250 ok', '250 ok', '250 ok', '354 end it with a dot', '250 taken', '221 bye'],
    ]);
    expect(await listed()).toEqual([
      {
        kind: 'email',
        at: noon,
        to: 'one@example.com,two@example.com',
        body: {
          from: 'cutover@example.com',
          headers: { subject: '=?utf-8?q?one?= two', to: 'one@example.com' },
          text: '.dot and café, and a long line',
        },
      },
    ]);
  });

  async function say(lines: readonly string[]): Promise<string[]> {
    const socket = connect(mailPort, '127.0.0.1');
    socket.setEncoding('utf8').end(lines.map((line) => `${line}\r\n`).join(''));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text.trimEnd().split('\r\n');
  }
});
