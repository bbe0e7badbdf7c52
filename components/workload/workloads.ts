import type * as pulumi from '@pulumi/pulumi';
import { floors } from '../../model/capacity';
import type { V1State } from '../../model/finalise';
import type { Version } from '../../model/names';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';
import { Companion } from './companion';
import { Workload } from './workload';

export interface WorkloadsArgs {
  readonly service: Service;
  readonly namespace: pulumi.Input<string>;
  /** What the stack config asks for; the floors of the versions follow it. */
  readonly desired: Share;
  readonly v1State: V1State;
  /** A provider of Kubernetes with `upsertExistingObjects`, for the config that is kept. */
  readonly keeper: pulumi.ProviderResource;
}

export interface Workloads {
  /** `undefined` once V1 is removed. */
  readonly v1: Workload | undefined;
  readonly v2: Workload;
}

/** Makes all that runs for a service but the gateway: its companions first, then the versions that need them. */
export function createWorkloads(
  { service, namespace, desired, v1State, keeper }: WorkloadsArgs,
  opts: Omit<pulumi.ComponentResourceOptions, 'dependsOn'> & { dependsOn: pulumi.Resource[] },
): Workloads {
  const common = { service: service.name, namespace, keeper };
  const companions = Object.entries(service.companions).map(
    ([companion, shape]) =>
      new Companion(`companion-${companion}`, { ...common, companion, shape }, opts),
  );
  const least = floors(service, desired, v1State);
  const workload = (version: Version): Workload =>
    new Workload(
      version,
      {
        ...common,
        version,
        shape: service.versions[version],
        flags: service.flags,
        floor: least[version],
      },
      { ...opts, dependsOn: [...opts.dependsOn, ...companions] },
    );
  return { v1: v1State === 'removed' ? undefined : workload('v1'), v2: workload('v2') };
}
