import { isNotFound } from '../api-error';
import { type JsonObject, at, objectsAt, textAt } from '../json';
import { type KubeObject, namespaceOf } from '../kube-object';
import { READY, type Readiness, type ReadinessRule, type Surroundings, waiting } from './readiness';
import { hasReadyEndpoint } from './service';

const SERVICE = { group: '', version: 'v1', kind: 'Service' };

/** Ready when each of its Services has pods and the controller has given it an address. */
export const ingressRule: ReadinessRule = {
  timeoutSeconds: 600,
  pollMs: 1000,
  assess: assessIngress,
};

async function assessIngress(live: KubeObject, around: Surroundings): Promise<Readiness> {
  for (const name of serviceNames(live)) {
    if (!(await isServed(name, live, around))) {
      return waiting(`Ingress has a path whose Service '${name}' has no ready Pods`);
    }
  }
  return objectsAt(live, 'status', 'loadBalancer', 'ingress').length > 0
    ? READY
    : waiting('Ingress was not allocated an address; is an ingress controller running?');
}

function serviceNames(ingress: KubeObject): ReadonlySet<string> {
  const backends: JsonObject[string][] = objectsAt(ingress, 'spec', 'rules')
    .flatMap((rule) => objectsAt(rule, 'http', 'paths'))
    .map((path) => path['backend']);
  backends.push(at(ingress, 'spec', 'defaultBackend'));
  const names = backends.map((backend) => textAt(backend, 'service', 'name'));
  return new Set(names.filter((name) => name !== ''));
}

async function isServed(name: string, ingress: KubeObject, around: Surroundings): Promise<boolean> {
  try {
    const ref = { ...SERVICE, namespace: namespaceOf(ingress), name };
    const service = await around.client.get(ref, around.signal);
    if (textAt(service, 'spec', 'type') === 'ExternalName') return true;
    return await hasReadyEndpoint(service, around);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
