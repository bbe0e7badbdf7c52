import { request } from 'node:http';
import { z } from 'zod';
import { FULL_SHARE, NO_SHARE, type Share } from '../../model/share';
import type { Config } from '../reload';

const answerSchema = z.object({
  hash: z.string().min(1),
  share: z.int().min(NO_SHARE).max(FULL_SHARE),
});

const MAX_ANSWER_BYTES = 1_024;

/**
 * Asks NGINX over a fresh connection to its unix socket which configuration it serves.
 *
 * @param timeoutMs - after which a busy or hanging NGINX counts as silent.
 * @returns `undefined` when there is no valid answer in time, for whatever reason.
 */
export function askNginx(socketPath: string, timeoutMs: number): Promise<Config | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const ask = request({ socketPath, path: '/config', agent: false, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_ANSWER_BYTES) ask.destroy();
      });
      answer.on('error', () => {
        resolve(undefined);
      });
      answer.on('close', () => {
        resolve(answer.statusCode === 200 ? parseAnswer(text) : undefined);
      });
    });
    ask.on('error', () => {
      resolve(undefined);
    });
    ask.end();
  });
}

function parseAnswer(text: string): Config | undefined {
  try {
    const { hash, share } = answerSchema.parse(JSON.parse(text));
    return { hash, share: share as Share };
  } catch {
    return undefined;
  }
}
