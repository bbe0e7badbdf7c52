import type { Service } from '../service';
import type { Tell } from './tell';

/** Only what both versions answer can be compared. */
export function comparisonRules({ comparison, routes }: Service, tell: Tell): void {
  for (const name of Object.keys(comparison?.routes ?? {})) {
    const path = ['comparison', 'routes', name];
    const route = routes.find((one) => one.name === name);
    if (route === undefined) {
      tell(path, `name a route (${routes.map((one) => one.name).join(', ')})`, 'correct the name');
    } else if (route.to !== 'split') {
      tell(path, `name a route that is split: '${name}' is pinned to ${route.to}`, 'remove it');
    }
  }
}
