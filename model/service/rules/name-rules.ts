import { nearest } from '../../nearest';
import type { Service } from '../service';
import type { Tell } from './tell';

/** Objects of a service are called `<service>-<role>`: no companion may take the name of a role. */
const ROLES = [
  'v1',
  'v2',
  'gateway',
  'traffic',
  'hold',
  'flags',
  'guard',
  'verdict',
  'sync',
  'agent',
  'script',
  'tls',
  'default-deny',
] as const;

/** A Service's name has 63 characters at most; Kubernetes adds up to 11 to the name of a ReplicaSet. */
const LONGEST_NAME = 52;

/** Names that must exist, and names that must not be taken twice. */
export function nameRules(service: Service, tell: Tell): void {
  const plans = Object.keys(service.plans);
  if (!plans.includes(service.plan)) {
    const guess = nearest(service.plan, plans);
    const mend = guess === undefined ? undefined : `write '${guess}'`;
    tell(['plan'], `be one of the plans (${plans.join(', ')})`, mend);
  }
  const companions = Object.keys(service.companions);
  for (const name of companions) {
    const path = ['companions', name];
    const role = ROLES.find((taken) => name === taken || name.startsWith(`${taken}-`));
    if (role !== undefined) {
      tell(path, `not be called '${role}' or '${role}-…', which is made for every service`, RENAME);
    }
    if (/-(to|from)-/.test(name)) {
      tell(path, 'hold neither -to- nor -from-, by which network policies are named', RENAME);
    }
    const full = `${service.name}-${name}`;
    if (full.length > LONGEST_NAME) {
      tell(
        path,
        `make a name of ${LONGEST_NAME} characters at most with '${service.name}-'`,
        RENAME,
      );
    }
  }
  for (const name of Object.keys(service.security.egress.companions)) {
    if (companions.includes(name)) continue;
    const known = companions.length === 0 ? 'there are none' : companions.join(', ');
    tell(['security', 'egress', 'companions', name], `be one of the companions (${known})`);
  }
}

const RENAME = 'give it another name';
