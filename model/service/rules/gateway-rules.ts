import type { Service } from '../service';
import type { Tell } from './tell';

/** Headers that NGINX makes itself, or that belong to one connection. */
const NOT_SETTABLE = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const;

/** What the gateway and its routes must keep to, beyond each field by itself. */
export function gatewayRules({ gateway, routes, assignment }: Service, tell: Tell): void {
  const { tls, forcedVersion } = gateway;
  if (tls.mode !== 'off' && tls.port === gateway.port) {
    tell(['gateway', 'tls', 'port'], `differ from 'gateway.port' (${gateway.port})`);
  }
  headerRules(Object.keys(gateway.headers), tell);
  routes.forEach((route, index) => {
    const longest = gateway.longestRequestSeconds;
    if (route.timeoutSeconds !== undefined && route.timeoutSeconds > longest) {
      tell(
        ['routes', index, 'timeoutSeconds'],
        `be at most 'gateway.longestRequestSeconds' (${longest})`,
        'raise that, or lower it',
      );
    }
    if (route.jwt && !gateway.jwt) {
      tell(['routes', index, 'jwt'], "be false while 'gateway.jwt' is not given");
    }
  });
  if (!forcedVersion) return;
  const keys = [
    { key: gateway.rateLimit.key, path: ['gateway', 'rateLimit', 'key'] },
    { key: assignment.key, path: ['assignment', 'key'] },
  ];
  for (const { key, path } of keys) {
    if (typeof key !== 'object') continue;
    const same =
      'header' in key
        ? key.header.toLowerCase() === forcedVersion.header.toLowerCase()
        : key.cookie === forcedVersion.cookie;
    if (same) tell(path, "differ from that of 'gateway.forcedVersion', which names a version");
  }
}

function headerRules(names: readonly string[], tell: Tell): void {
  names.forEach((name, index) => {
    const path = ['gateway', 'headers', name];
    const lower = name.toLowerCase();
    if (NOT_SETTABLE.some((taken) => taken === lower)) {
      tell(path, 'be a header that NGINX does not make itself', 'remove it');
    }
    if (lower === 'strict-transport-security') {
      tell(path, "be set by 'gateway.tls.hsts'", 'remove it here');
    }
    const twin = names.findIndex((other) => other.toLowerCase() === lower);
    if (twin < index) tell(path, `be unique, and is '${names[twin] ?? ''}' but for its case`);
  });
}
