import { routeOf } from '../route';
import type { Service } from '../service';
import type { Tell } from './tell';

const NOT_FOUND = 404;

/** Checks go through the gateway: each must be able to reach the versions that it names. */
export function checkRules({ checks, routes }: Service, tell: Tell): void {
  const names = new Set<string>();
  checks.forEach((check, index) => {
    const path = ['checks', index];
    if (names.has(check.name)) tell([...path, 'name'], 'be unique');
    names.add(check.name);
    if (new Set(check.versions).size < check.versions.length) {
      tell([...path, 'versions'], 'name each version once');
    }
    const route = routeOf(routes, check.request.path);
    if (!route) {
      if (check.expect.status === NOT_FOUND) return;
      tell([...path, 'request', 'path'], 'be taken by one of the routes', 'add a route for it');
    } else if (route.to !== 'split' && check.versions.some((version) => version !== route.to)) {
      tell([...path, 'versions'], `be [${route.to}], to which route '${route.name}' is pinned`);
    }
  });
}
