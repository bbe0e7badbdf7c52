import { createServer, type Server } from 'node:http';
import { listen } from '../kube/listen';
import type { Comparator } from './comparator';
import { copiedRequest, readBody } from './copied-request';
import type { CompareMetrics } from './metrics';

const ACCEPTED = 202;

/**
 * Takes copies of requests from the gateway. Each is answered as soon as it was read: the gateway waits for nothing that
 * is compared.
 *
 * @param port - 0 takes any free one.
 */
export async function serveIntake(
  comparator: Comparator,
  metrics: Pick<CompareMetrics, 'dropped'>,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((message, response) => {
    void readBody(message).then(
      (body) => {
        response.writeHead(ACCEPTED).end();
        if (body === undefined) metrics.dropped('too-large');
        else void comparator.take(copiedRequest(message, body));
      },
      // The gateway broke off: there is nobody to answer, and nothing whole to compare.
      () => undefined,
    );
  });
  return { server, port: await listen(server, port) };
}
