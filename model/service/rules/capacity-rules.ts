import { neededPods } from '../../capacity';
import { VERSIONS } from '../../names';
import type { Service } from '../service';
import type { Tell } from './tell';

/** Either version must be able to carry the whole peak: V2 at 100, V1 before the first step and after a rollback. */
export function capacityRules({ capacity, versions }: Service, tell: Tell): void {
  if (!capacity) return;
  const { peakRequestsPerSecond: peak, headroom, perPod } = capacity;
  for (const version of VERSIONS) {
    const needed = neededPods(capacity, version, 100);
    const { max } = versions[version].replicas;
    if (max >= needed) continue;
    tell(
      ['versions', version, 'replicas', 'max'],
      `be at least ${needed}, the pods that 'capacity' asks for at the whole peak ` +
        `(${peak} x ${headroom} / ${perPod[version]})`,
      "raise it, or correct 'capacity'",
    );
  }
}
