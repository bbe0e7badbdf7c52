import { TRAFFIC_KEYS } from '../model/names';
import { effectiveShare, parseShare, type Share } from '../model/share';

type Data = Readonly<Record<string, string>>;

/** What the cluster says of the share; `undefined` for a ConfigMap that is not there. */
export interface Sight {
  readonly traffic: Data | undefined;
  readonly hold: Data | undefined;
  /** When the gateways last confirmed another share than before, ISO 8601; `undefined` where nobody tells. */
  readonly observedSince: string | undefined;
}

/** What is served while gates are judged. */
export interface Situation {
  /** The effective share. */
  readonly share: Share;
  readonly phase: string;
  /** Since when all gateways serve it; `undefined` where they have for longer than anyone tells. */
  readonly since: Date | undefined;
  /** Why nothing can be said of V2 at this share; `undefined` where all gateways serve it. */
  readonly unsettled: string | undefined;
}

/** @returns what is served; `undefined` as long as nobody knows which share is to be. */
export function situationOf({ traffic, hold, observedSince }: Sight): Situation | undefined {
  const desired = shareIn(traffic);
  const limit = shareIn(hold);
  if (desired === undefined || limit === undefined) return undefined;
  const share = effectiveShare(desired, limit);
  const phase = traffic?.[TRAFFIC_KEYS.phase] ?? '';
  const observed = parseShare(traffic?.[TRAFFIC_KEYS.observed] ?? '');
  if (observed !== share) {
    const seen = observed === undefined ? 'no share that all of them serve' : `${observed} %`;
    const unsettled = `the gateways are to serve ${share} %, and ${seen} is observed`;
    return { share, phase, since: undefined, unsettled };
  }
  const time = Date.parse(observedSince ?? '');
  const since = Number.isNaN(time) ? undefined : new Date(time);
  return { share, phase, since, unsettled: undefined };
}

const shareIn = (data: Data | undefined): Share | undefined =>
  parseShare(data?.[TRAFFIC_KEYS.desired] ?? '');
