import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Deliveries } from './deliveries';
import { readMail } from './mail';

/** The part of RFC 5321 that a sender cannot do without. */
const replies: Readonly<Record<string, string>> = {
  EHLO: '250 receiver',
  HELO: '250 receiver',
  MAIL: '250 ok',
  RCPT: '250 ok',
  RSET: '250 ok',
  NOOP: '250 ok',
  DATA: '354 end it with a dot',
  QUIT: '221 bye',
};

/** Takes every mail, from anyone to anyone, as a mail server on a trusted network does: no TLS, no log-in. */
export function smtpServer(deliveries: Deliveries): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    converse(socket, deliveries).catch(() => socket.destroy());
  });
}

async function converse(socket: Socket, deliveries: Deliveries): Promise<void> {
  const say = (reply: string) => socket.write(`${reply}\r\n`);
  // Bytes as they are: the mail says itself how they are to be read.
  socket.setEncoding('latin1');
  const input = createInterface({ input: socket, crlfDelay: Infinity });
  const lines = input[Symbol.asyncIterator]();
  let envelope: { readonly from: string; readonly to: readonly string[] } = { from: '', to: [] };
  say('220 receiver');
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    const line = next.value;
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    say(replies[verb] ?? '502 not known here');
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') envelope = { from: address, to: [] };
    if (verb === 'RCPT') envelope = { ...envelope, to: [...envelope.to, address] };
    if (verb === 'DATA') {
      const mail = readMail(envelope.from, await messageFrom(lines));
      deliveries.add('email', envelope.to.join(','), mail);
      say('250 taken');
    }
    if (verb === 'QUIT') socket.end();
  }
}

/** Reads up to the dot that ends a message. */
async function messageFrom(lines: AsyncIterator<string>): Promise<string> {
  const message: string[] = [];
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    if (next.value === '.') break;
    // The sender doubles a dot that begins a line.
    message.push(next.value.replace(/^\.\./, '.'));
  }
  return message.join('\r\n');
}
