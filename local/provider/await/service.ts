import { at, isObject, objectsAt, textAt } from '../json';
import { type KubeObject, nameOf, namespaceOf } from '../kube-object';
import { READY, type Readiness, type ReadinessRule, type Surroundings, waiting } from './readiness';

const ENDPOINT_SLICE = { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' };

/**
 * Ready when at least one pod can be reached through it, and a LoadBalancer has its address.
 * ExternalName, headless and selector-less Services select no pods, or need none.
 */
export const serviceRule: ReadinessRule = {
  timeoutSeconds: 600,
  pollMs: 300,
  assess: assessService,
};

async function assessService(live: KubeObject, around: Surroundings): Promise<Readiness> {
  const type = textAt(live, 'spec', 'type');
  const selector = at(live, 'spec', 'selector');
  const selects = isObject(selector) && Object.keys(selector).length > 0;
  const headless = textAt(live, 'spec', 'clusterIP') === 'None';
  if (type === 'ExternalName') return READY;
  if (selects && !headless && !(await hasReadyEndpoint(live, around))) {
    return waiting(
      'Service does not target any Pods. Selected Pods may not be ready, ' +
        "or field '.spec.selector' may not match labels on any Pods",
    );
  }
  if (type !== 'LoadBalancer') return READY;
  return objectsAt(live, 'status', 'loadBalancer', 'ingress').length > 0
    ? READY
    : waiting('Service was not allocated an IP address; does your cloud provider support this?');
}

/** Whether any endpoint of the Service is ready. */
export async function hasReadyEndpoint(
  service: KubeObject,
  around: Surroundings,
): Promise<boolean> {
  const label = `kubernetes.io/service-name=${nameOf(service)}`;
  const slices = await around.client.list(
    ENDPOINT_SLICE,
    namespaceOf(service),
    `labelSelector=${encodeURIComponent(label)}`,
    around.signal,
  );
  return slices
    .flatMap((slice) => objectsAt(slice, 'endpoints'))
    .some((endpoint) => at(endpoint, 'conditions', 'ready') !== false);
}
