import { Agent, request, type IncomingMessage } from 'node:http';
import type { Reply } from '../model/comparison/reply';
import { readBody, type CopiedRequest } from './copied-request';

/** One version, asked over connections that are kept. */
export interface VersionPort {
  /** @returns `undefined` when it refused, broke off, took too long or answered more than is compared. */
  ask(copied: CopiedRequest): Promise<Reply | undefined>;
  close(): void;
}

/** Below the 60 s and more for which versions keep an idle connection, so that none is closed under a request. */
const IDLE_MS = 20_000;

export function versionAt(
  { host, port }: { readonly host: string; readonly port: number },
  timeoutMs: number,
): VersionPort {
  const agent = new Agent({ keepAlive: true, maxSockets: 32, timeout: IDLE_MS });
  return {
    async ask({ method, path, headers, body }) {
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const message = await new Promise<IncomingMessage>((resolve, reject) => {
          const call = request({ host, port, method, path, headers, agent, signal }, resolve);
          call.once('error', reject);
          call.end(body);
        });
        const text = await readBody(message);
        return (
          text && { status: message.statusCode ?? 0, headers: plain(message), body: String(text) }
        );
      } catch {
        return undefined;
      }
    },
    close() {
      agent.destroy();
    },
  };
}

function plain({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
