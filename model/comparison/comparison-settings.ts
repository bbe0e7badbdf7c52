import type { CompareSettings } from '../compare-settings';
import type { Service } from '../service/service';

/**
 * What the comparator of a service is told.
 *
 * @param versions - where each is reached.
 * @returns `undefined` where nothing is compared.
 */
export function comparisonSettings(
  { name, comparison, routes }: Service,
  versions: CompareSettings['versions'],
): CompareSettings | undefined {
  if (comparison === undefined) return undefined;
  const { requestsPerSecond, timeoutSeconds } = comparison;
  const compared = Object.entries(comparison.routes).map(([route, rules]) => {
    const { ignore, tolerances, unordered, headers, additions } = rules;
    return [
      route,
      {
        // The same mark as for a second try: the request may be sent again.
        safe: routes.find((one) => one.name === route)?.fallback === 'safe',
        ...{ ignore, tolerances, unordered, additions },
        headers: headers.map((header) => header.toLowerCase()),
      },
    ] as const;
  });
  return {
    service: name,
    versions,
    requestsPerSecond,
    timeoutSeconds,
    routes: Object.fromEntries(compared),
  };
}
