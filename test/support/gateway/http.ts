import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as httpsRequest, type RequestOptions as TlsOptions } from 'node:https';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly https?: boolean;
  /** Address of loopback that the client has. */
  readonly from?: string;
  /** @defaultValue what Node takes */
  readonly tls?: Pick<TlsOptions, 'maxVersion' | 'minVersion'>;
}

/** Sends one request over a connection of its own. */
export function ask(to: RequestOptions, asked: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      ...to,
      agent: false as const,
      method: asked.method ?? 'GET',
      headers: asked.headers ?? {},
      ...(asked.from === undefined ? {} : { localAddress: asked.from }),
    };
    // The certificate signs itself.
    const sent = asked.https
      ? httpsRequest({ ...options, rejectUnauthorized: false, ...asked.tls })
      : httpRequest(options);
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const { statusCode: status = 0, headers } = answer;
      text(answer).then((body) => {
        resolve({ status, headers, body });
      }, reject);
    });
    sent.end(asked.body);
  });
}
