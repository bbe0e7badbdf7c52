import type { Registered } from './world';

/** An object as `kubectl` takes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** @returns the Kubernetes objects among the resources; what the program only reads is left out. */
export function manifests(resources: readonly Registered[]): Manifest[] {
  return resources.flatMap(({ type, inputs }): Manifest[] => {
    const token = /^kubernetes:(.+)\/(v[^/:]+):(\w+)$/.exec(type);
    if (!token || !('metadata' in inputs)) return [];
    const [, group = '', version = '', kind = ''] = token;
    const apiVersion = group === 'core' ? version : `${group}/${version}`;
    const manifest: unknown = { ...inputs, apiVersion, kind };
    return [manifest as Manifest];
  });
}

interface Templated {
  readonly spec?: { readonly template?: { readonly metadata: object; readonly spec: object } };
}

/** @returns the pods that the objects will make, as objects of their own: only pods are judged by Pod Security. */
export function podsOf(objects: readonly Manifest[]): Manifest[] {
  return objects.flatMap((object) => {
    const template = (object as Templated).spec?.template;
    if (!template) return [];
    const { name, namespace } = object.metadata;
    const metadata = {
      ...template.metadata,
      name: `${name}-sample`,
      ...(namespace ? { namespace } : {}),
    };
    return [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec }];
  });
}
