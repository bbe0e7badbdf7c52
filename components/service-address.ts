import type { Service } from '@pulumi/kubernetes/core/v1/service';
import * as pulumi from '@pulumi/pulumi';

/**
 * The ClusterIP of a Service.
 *
 * @returns unknown, not `undefined`, in the preview of a Service that does not exist yet: the API server has not
 * assigned an address, and what depends on it cannot be told either.
 */
export function assignedAddress(service: Service): pulumi.Output<string> {
  return service.spec.clusterIP.apply((address: string | undefined) => {
    return address ?? (pulumi.unknown as string);
  });
}
