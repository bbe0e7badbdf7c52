import { ROUTE_HEADER } from '../compare-settings';
import type { Route } from '../service/route';
import { firstHop, sampledBy, secondHop } from './copies';
import { directive, map, OTHERWISE, type Directive } from './emit';
import { OWN_PATHS, UPSTREAMS } from './names';
import { comparedPercent } from './needs';
import type { Wiring } from './wiring';

const SECOND_HOP = '/compare';

/** Seconds for the comparator to answer: it does so as soon as it has read a request. */
const LONGEST = 5;

/** Methods that may always be sent again. */
const HARMLESS = ['GET', 'HEAD', 'OPTIONS'] as const;

const isSafe = ({ fallback }: Route): boolean => fallback === 'safe';

const wayOf = ({ name }: Route) => ({ from: OWN_PATHS.compare + name, over: SECOND_HOP });

interface Compared {
  readonly route: Route;
  readonly percent: number;
}

function comparedRoutes({ routes, service, v1State }: Wiring): Compared[] {
  return routes.flatMap((route) => {
    const percent = comparedPercent(service, route, v1State);
    return percent === 0 ? [] : [{ route, percent }];
  });
}

const passedOver = ({ route, percent }: Compared): string =>
  `$cutover_not_compared_${isSafe(route) ? 'any' : 'harmless'}_${percent}`;

/** The samples of which the comparator gets copies, in percent. */
export const comparePercents = (wiring: Wiring): number[] =>
  comparedRoutes(wiring).map(({ percent }) => percent);

/** Which requests are copied: those of the sample, but none that could do something twice. */
export function compareMaps(wiring: Wiring): Directive[] {
  const kinds = new Map(comparedRoutes(wiring).map((one) => [passedOver(one), one]));
  return [...kinds].map(([variable, { route, percent }]) => {
    const sample = sampledBy(percent);
    return isSafe(route)
      ? map(sample, variable, [
          ['1', ''],
          [OTHERWISE, 1],
        ])
      : map(`$request_method:${sample}`, variable, [
          ...HARMLESS.map((method) => [`${method}:1`, ''] as const),
          [OTHERWISE, 1],
        ]);
  });
}

/** The directives of a route whose requests are compared. */
export function compared(route: Route, { service, v1State }: Wiring): Directive[] {
  const percent = comparedPercent(service, route, v1State);
  return percent === 0 ? [] : [directive('mirror', wayOf(route).from)];
}

export function compareHops(wiring: Wiring): Directive[] {
  return comparedRoutes(wiring).map((one) =>
    firstHop(wayOf(one.route), passedOver(one), { [ROUTE_HEADER]: one.route.name }, wiring),
  );
}

/** From this pod to the comparator. */
export function compareSecondHop(wiring: Wiring): Directive[] {
  if (!wiring.needs.comparator) return [];
  return secondHop({ over: SECOND_HOP }, UPSTREAMS.comparator, {}, LONGEST);
}
