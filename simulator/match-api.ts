import type { Version } from '../model/names';
import type { Api, Handler } from './api';
import type { Format, MatchService } from './match-service';
import type { MatchMetrics } from './metrics';

/** SuperSmartMatch. Both versions answer both routes: the gateway splits one of them between the versions. */
export function matchApi(version: Version, matches: MatchService, metrics: MatchMetrics): Api {
  const match =
    (format: Format): Handler =>
    async (body) => {
      const reply = await matches.answer(format, body);
      if (reply.algorithm) metrics.match(reply.algorithm, reply.fromCache);
      return reply;
    };
  return {
    healthPaths: version === 'v2' ? ['/v2/health'] : [],
    posts: new Map([
      ['/match', match('offers')],
      ['/v2/match', match('jobs')],
    ]),
  };
}
