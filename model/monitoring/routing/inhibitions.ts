import { is, isNot, matches, type Matcher } from './matcher';

/** While an alert of `source` fires, those of `target` that agree with it in `equal` are not told. */
export interface Inhibition {
  /** Why the second says nothing new beside the first. */
  readonly because: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

const SERVICE = ['namespace', 'service'] as const;
const OF_A_VERSION = matches('version', 'v1|v2');

/** @returns what mutes what. Nothing mutes a page but a page that explains it, or that V2 is out of the traffic. */
export function inhibitions(): Inhibition[] {
  return [
    {
      because: 'whoever is paged for a version sees its warnings on the dashboard',
      source: [is('severity', 'critical'), is('escalation', '')],
      // A hold is what one does about a critical alert: that it is in force stays news.
      target: [is('severity', 'warning'), isNot('alertname', 'HoldInForce')],
      equal: [...SERVICE, 'version'],
    },
    {
      because: 'where both fail alike neither is to blame',
      source: [is('alertname', 'BothVersionsFailing')],
      target: [OF_A_VERSION, matches('severity', 'critical|warning')],
      equal: SERVICE,
    },
    {
      because: 'without a gateway nothing is known of the versions',
      source: [is('alertname', 'GatewayDown')],
      target: [isNot('alertname', 'GatewayDown'), matches('severity', 'warning|info')],
      equal: SERVICE,
    },
    {
      because: 'a V2 that is out of the traffic harms nobody, and its windows are hours long',
      source: [is('alertname', 'V2OutOfTraffic')],
      target: [is('version', 'v2'), matches('severity', 'critical|warning')],
      equal: SERVICE,
    },
  ];
}
