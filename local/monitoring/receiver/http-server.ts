import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Deliveries, type DeliveryKind, deliveryKinds } from './deliveries';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What each of them answers when it has taken a notification. */
const accepted: Readonly<Record<Exclude<DeliveryKind, 'email'>, Answer>> = {
  slack: { status: 200, text: 'ok' },
  pagerduty: { status: 202, text: '{"status":"success","message":"Event processed"}' },
  webhook: { status: 200, text: '' },
};

/**
 * Takes what is posted below `/slack`, `/pagerduty` and `/webhook`, whatever follows, as the ones that it stands for
 * would. `GET /deliveries` lists all that came in, mail too; `DELETE /deliveries` forgets it.
 */
export function httpServer(deliveries: Deliveries): Server {
  return createServer((request, response) => {
    answerTo(request, deliveries).then(
      ({ status, text }) => {
        reply(response, status, text);
      },
      (error: unknown) => {
        reply(response, 400, error instanceof Error ? error.message : '');
      },
    );
  });
}

function reply(response: ServerResponse, status: number, text: string): void {
  const type = /^[[{]/.test(text) ? 'application/json' : 'text/plain';
  response.writeHead(status, { 'content-type': type }).end(text);
}

async function answerTo(request: IncomingMessage, deliveries: Deliveries): Promise<Answer> {
  const { method, url: path = '/' } = request;
  const [, first] = path.split('/');
  if (first === 'deliveries') {
    if (method === 'DELETE') deliveries.clear();
    return { status: 200, text: JSON.stringify(deliveries.list(), null, 2) };
  }
  const kind = deliveryKinds.find((known) => known === first);
  if (kind === undefined || kind === 'email' || method !== 'POST') {
    return { status: 404, text: 'POST below /slack, /pagerduty or /webhook; GET /deliveries' };
  }
  deliveries.add(kind, path, JSON.parse(await bodyOf(request)));
  return accepted[kind];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
