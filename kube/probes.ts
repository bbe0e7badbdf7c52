import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { listen } from './listen';

/** What `/metrics` shows. */
export interface Shown {
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** What an in-cluster program answers at its own port. */
export interface Served {
  /** What the kubelet asks, by path: whether it is well. */
  readonly probes: Readonly<Record<string, () => boolean>>;
  readonly metrics: Shown;
  /** What answers at further paths. */
  readonly others?: Readonly<Record<string, RequestListener>>;
}

/**
 * Serves probes and `/metrics`.
 *
 * @param port - 0 takes any free one.
 * @returns the listening server and its port.
 */
export async function serveProbes(
  { probes, metrics, others = {} }: Served,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/metrics') {
      void sendMetrics(metrics, response);
      return;
    }
    const other = others[path];
    if (other !== undefined) {
      other(request, response);
      return;
    }
    const passes = probes[path]?.();
    response.statusCode = passes === undefined ? 404 : passes ? 200 : 503;
    response.end(`${passes === undefined ? 'unknown path' : passes ? 'ok' : 'not yet'}\n`);
  });
  return { server, port: await listen(server, port) };
}

async function sendMetrics(metrics: Shown, response: ServerResponse): Promise<void> {
  try {
    const text = await metrics.text();
    response.setHeader('content-type', metrics.contentType);
    response.end(text);
  } catch (error) {
    response.statusCode = 500;
    response.end(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
