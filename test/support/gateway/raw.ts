import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes as a client sends them, in parts with a pause between. */
export interface RawRequest {
  readonly parts: readonly string[];
  /** Whether the client keeps its connection open and waits, instead of telling that nothing follows. */
  readonly waits?: boolean;
}

const PAUSE_MS = 20;

/**
 * Sends bytes, of which each character is one, and returns all that comes until the server closes.
 *
 * @param to - a port of this machine, or where else.
 */
export async function sendRaw(
  to: number | { readonly host: string; readonly port: number },
  { parts, waits }: RawRequest,
): Promise<string> {
  const where = typeof to === 'number' ? { host: '127.0.0.1', port: to } : to;
  const socket = connect({ ...where, noDelay: true, allowHalfOpen: true });
  const received: Buffer[] = [];
  socket.on('data', (part) => received.push(part));
  // A server that refuses may close before it has read everything.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      resolve();
    });
  });
  for (const [index, part] of parts.entries()) {
    if (index > 0) await sleep(PAUSE_MS);
    if (socket.destroyed) break;
    socket.write(Buffer.from(part, 'latin1'));
  }
  if (!waits && !socket.destroyed) socket.end();
  await closed;
  return Buffer.concat(received).toString('latin1');
}

/** @returns the statuses of all answers in what a server sent. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map(([, status]) => Number(status));
}
