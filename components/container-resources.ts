import type { Resources } from '../model/service/service';

/** @returns the resources of a container: what is not requested separately is reserved up to its limit. */
export function containerResources({ limits, requests }: Resources) {
  return {
    limits,
    requests: { cpu: requests.cpu ?? limits.cpu, memory: requests.memory ?? limits.memory },
  };
}
