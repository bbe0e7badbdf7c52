import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

/**
 * Makes a server whose keep-alive outlasts every gateway's: the gateway must be the one that closes,
 * or a POST meets a connection that the backend is closing (270 of a million did, with the limits the
 * other way round). Node closes an idle connection after 120 s, against at most 60 s at the gateway,
 * and sets no number of requests per connection.
 */
export function keepAliveServer(listener: RequestListener): Server {
  const server = createServer({ noDelay: true }, listener);
  server.keepAliveTimeout = 120_000;
  // Node counts the headers' time from the end of the previous request on some paths: keep it above.
  server.headersTimeout = 125_000;
  server.maxRequestsPerSocket = 0;
  return server;
}

/** The body of a request was longer than the reader allows. */
export class BodyTooLongError extends Error {}

/** @throws BodyTooLongError above `limit` bytes; the rest is read and thrown away. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
    });
    request.on('end', () => {
      if (length > limit) reject(new BodyTooLongError(`body longer than ${limit} bytes`));
      else resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString());
    });
    request.on('error', reject);
  });
}
