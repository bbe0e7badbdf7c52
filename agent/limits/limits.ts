import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { AGENT_PORT } from '../../model/agent-settings';
import type { PodSight } from '../agreement';
import { systemClock } from '../../kube/clock';
import type { ScriptPort } from '../script/nginx-script';
import { acceptLimits } from './accept';
import { LimitsExchange } from './exchange';
import { limitsMetrics } from './metrics';
import { LIMITS_PATH, otherPods, tellPeer } from './peers';

/** What keeps the rate limit one for all gateway pods. */
export interface Limits {
  readonly exchange: LimitsExchange;
  /** What the agent answers to the other gateway pods. */
  readonly paths: Readonly<Record<string, RequestListener>>;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
}

/**
 * @param self - the name of the agent's own Pod.
 * @param pods - the gateway's pods as they are now.
 */
export function limitsBetween(
  service: string,
  self: string,
  pods: () => readonly PodSight[] | undefined,
  script: ScriptPort,
  log: Logger,
): Limits {
  const metrics = limitsMetrics(service);
  const peers = (who: 'serving' | 'all') => () => otherPods(pods(), self, who);
  const accept = acceptLimits({ script, peers: peers('all'), metrics });
  const exchange = new LimitsExchange({
    script,
    peers: peers('serving'),
    tell: tellPeer(AGENT_PORT),
    metrics,
    clock: systemClock,
    log,
  });
  return {
    exchange,
    paths: { [LIMITS_PATH]: (request, response) => void accept(request, response) },
    text: () => metrics.text(),
  };
}
