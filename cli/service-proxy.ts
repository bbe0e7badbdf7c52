import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure, type RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';

/** A Service as pods name it. */
export interface InnerService {
  readonly name: string;
  readonly namespace: string;
  readonly port: string;
  /** What comes before every path, without a slash at its end. */
  readonly base: string;
}

/** @returns the Service that a URL such as `http://prometheus.monitoring:9090` names; undefined for any other URL. */
export function innerService(text: string): InnerService | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(text);
  const [name, namespace, ...domain] = hostname.split('.');
  const isInner = ['', 'svc', 'svc.cluster.local'].includes(domain.join('.'));
  if (protocol !== 'http:' || !isInner || !name || !namespace) return undefined;
  return { name, namespace, port: port === '' ? '80' : port, base: pathname.replace(/\/+$/, '') };
}

/**
 * Posts a form to a Service through the API server, which reaches it from anywhere that the API server is reached from.
 * Its user needs the right to create `services/proxy`. Redirects are not followed.
 */
export async function postToService(
  config: KubeConfig,
  { name, namespace, port, base }: InnerService,
  path: string,
  form: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const url = new URL(
    `${server}/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${base}${path}`,
  );
  const body = form.toString();
  const options: RequestOptions = { method: 'POST', signal };
  await config.applyToHTTPSOptions(options);
  options.headers = {
    ...(options.headers as Record<string, string> | undefined),
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const take = (reply: IncomingMessage): void => {
      const status = reply.statusCode ?? 502;
      const stream = Readable.toWeb(reply) as ReadableStream<Uint8Array>;
      const isEmpty = status === 204 || status === 304;
      resolve(new Response(isEmpty ? null : stream, { status }));
    };
    const send = url.protocol === 'https:' ? secure : plain;
    const sent = send(url, options, take);
    sent.on('error', reject);
    sent.end(body);
  });
}
