import { z } from 'zod';
import { readJson, reply, type Api } from './api';
import {
  BASE_PRECISION,
  findMatches,
  matchRequestSchema,
  type Match,
  type MatchRequest,
} from './matching';

/** Time for Nexten to answer: well below the 100 ms that requirement 000 gives a whole match, ten times over. */
const TIMEOUT_MS = 1_000;

const replySchema = z.object({
  matches: z.array(z.object({ id: z.string(), title: z.string(), score: z.number() })),
});

/** Asks Nexten for the matches of a candidate; fails when it does not answer as it should. */
export type AskNexten = (request: MatchRequest) => Promise<Match[]>;

/** @param url - where Nexten is, without a path, for example `http://supersmartmatch-nexten:5052`. */
export function nextenAt(url: string): AskNexten {
  const target = new URL('/match', url);
  return async (request) => {
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`Nexten answered ${answer.status}`);
    return replySchema.parse(await answer.json()).matches;
  };
}

/** Nexten itself: the companion that V2 asks. */
export function nextenApi(): Api {
  return {
    healthPaths: [],
    posts: new Map([
      [
        '/match',
        (body) => {
          const read = readJson(body);
          if ('refused' in read) return read.refused;
          const parsed = matchRequestSchema.safeParse(read.value);
          if (!parsed.success) return reply(400, { error: 'not a match request' });
          return reply(200, { matches: findMatches(parsed.data, BASE_PRECISION.v2) });
        },
      ],
    ]),
  };
}
