import type { Registered } from './world';

/** @returns the resource of that logical name. */
export function named(resources: readonly Registered[], name: string): Registered {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`no resource is called ${name}`);
  return found;
}

interface Template {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

/** The parts of a pod that tests look into; each as the program registered it. */
export interface PodSpec {
  readonly containers: readonly Readonly<Record<string, unknown>>[];
  readonly volumes: readonly unknown[];
  readonly [field: string]: unknown;
}

/** @returns the pods of a Deployment, and their only container. */
export function podOf(
  resources: readonly Registered[],
  name: string,
): { readonly pod: PodSpec; readonly container: Readonly<Record<string, unknown>> } {
  const { inputs } = named(resources, name);
  const pod = (inputs as unknown as Template).spec.template.spec;
  const [container] = pod.containers;
  if (container === undefined || pod.containers.length > 1) throw new Error(`not one: ${name}`);
  return { pod, container };
}
