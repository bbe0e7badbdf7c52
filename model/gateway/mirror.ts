import { COPY_HEADER } from '../compare-settings';
import type { Route } from '../service/route';
import { firstHop, sampledBy, secondHop } from './copies';
import { directive, map, OTHERWISE, type Directive } from './emit';
import { OWN_PATHS, UPSTREAMS, VALUES } from './names';
import { isMirrored } from './needs';
import type { Wiring } from './wiring';

const SECOND_HOP = '/mirror';

const passedOver = (percent: number): string => `$cutover_not_mirrored_${percent}`;

const wayOf = ({ name }: Route) => ({ from: OWN_PATHS.mirror + name, over: SECOND_HOP });

const mirroredRoutes = ({ routes, v1State }: Wiring): Route[] =>
  routes.filter((route) => isMirrored(route, v1State));

/** The samples of which V2 gets copies, in percent. */
export const mirrorPercents = (wiring: Wiring): number[] =>
  mirroredRoutes(wiring).map(({ mirrorPercent }) => mirrorPercent);

/** Which requests are copied: a part of those that V1 answers, since V2 has the others. */
export function mirrorMaps(wiring: Wiring): Directive[] {
  return [...new Set(mirrorPercents(wiring))].map((percent) =>
    map(`${VALUES.version}:${sampledBy(percent)}`, passedOver(percent), [
      ['v1:1', ''],
      [OTHERWISE, 1],
    ]),
  );
}

/** The directives of a route whose requests are copied. */
export function mirrored(route: Route, { v1State }: Wiring): Directive[] {
  return isMirrored(route, v1State) ? [directive('mirror', wayOf(route).from)] : [];
}

export function mirrorHops(wiring: Wiring): Directive[] {
  return mirroredRoutes(wiring).map((route) =>
    firstHop(wayOf(route), passedOver(route.mirrorPercent), {}, wiring),
  );
}

/** From this pod to V2, which is told that nobody waits for its reply. */
export function mirrorSecondHop(wiring: Wiring): Directive[] {
  const { routes, gateway } = wiring;
  if (mirroredRoutes(wiring).length === 0) return [];
  const longest = Math.max(
    gateway.longestRequestSeconds,
    ...routes.map(({ timeoutSeconds }) => timeoutSeconds ?? 0),
  );
  return secondHop({ over: SECOND_HOP }, UPSTREAMS.v2Only, { [COPY_HEADER]: 1 }, longest);
}
