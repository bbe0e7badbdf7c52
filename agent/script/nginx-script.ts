import { request, type RequestOptions } from 'node:http';
import { z } from 'zod';
import { parseConsumption, type Consumption } from '../../gateway/consumption';
import type { Report } from '../../gateway/counters';

/** What the agent asks of the gateway script in its own NGINX. Every failure rejects. */
export interface ScriptPort {
  /** @returns what the script has counted. */
  report(): Promise<Report>;
  /** @returns what clients used since this was last asked, which is then forgotten there. */
  drain(): Promise<Consumption>;
  /** Charges clients for what they used at another gateway pod. */
  absorb(told: Consumption): Promise<void>;
}

const reportSchema = z.object({ since: z.number(), unlimited: z.number().min(0) });

/** NGINX answers these in well under 10 ms; whoever waits for longer would only wait for a hung one. */
const ANSWER_MS = 1_000;

/** @param socketPath - the unix socket of NGINX's internal server. */
export function nginxScript(socketPath: string): ScriptPort {
  return {
    async report() {
      return reportSchema.parse(JSON.parse(await ask({ socketPath, path: '/counters' })));
    },
    async drain() {
      const told = parseConsumption(await ask({ socketPath, path: '/limits' }));
      if (told === undefined) throw new Error('the script told no consumption');
      return told;
    },
    async absorb(told) {
      await ask({ socketPath, path: '/limits', method: 'POST' }, JSON.stringify(told));
    },
  };
}

/**
 * Sends a request and reads the answer.
 *
 * @throws when there is none in time, or none with success.
 */
export function ask(to: RequestOptions, body = '', answerMs = ANSWER_MS): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerMs);
    const headers = body === '' ? {} : { 'content-type': 'application/json' };
    const call = request({ agent: false, ...to, headers, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${to.path ?? ''}: ${status} ${text.slice(0, 200)}`));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
