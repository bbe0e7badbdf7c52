import { type JsonObject, isObject, textAt, withoutValue, withValue } from './json';

/** A Kubernetes object, in whatever version and kind. */
export type KubeObject = JsonObject;

/** Group, version and kind; the core group is ''. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Where one object is. */
export interface ObjectRef extends Gvk {
  /** '' for what has no namespace, or where it is not known whether it has one. */
  readonly namespace: string;
  readonly name: string;
}

export function kindOf(object: KubeObject): string {
  return textAt(object, 'kind');
}

export function nameOf(object: KubeObject): string {
  return textAt(object, 'metadata', 'name');
}

export function namespaceOf(object: KubeObject): string {
  return textAt(object, 'metadata', 'namespace');
}

/** The annotation's text, or ''. */
export function annotationOf(object: KubeObject, key: string): string {
  return textAt(object, 'metadata', 'annotations', key);
}

export function withNamespace(object: KubeObject, namespace: string): KubeObject {
  const path = ['metadata', 'namespace'];
  return namespace === '' ? withoutValue(object, path) : withValue(object, path, namespace);
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersion(gvk: Pick<Gvk, 'group' | 'version'>): string {
  return gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** The group, version and kind that an object names itself. */
export function gvkOf(object: KubeObject): Gvk {
  const [first = '', second] = textAt(object, 'apiVersion').split('/');
  const group = second === undefined ? '' : first;
  return { group: group === 'core' ? '' : group, version: second ?? first, kind: kindOf(object) };
}

export function refOf(object: KubeObject): ObjectRef {
  return { ...gvkOf(object), namespace: namespaceOf(object), name: nameOf(object) };
}

/** The id under which Pulumi knows an object: `namespace/name`, or `name` without a namespace. */
export function idOf(object: KubeObject): string {
  const namespace = namespaceOf(object);
  return namespace === '' ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/** The namespace ('' for none) and the name that an id holds. */
export function parseId(id: string): { readonly namespace: string; readonly name: string } {
  const slash = id.indexOf('/');
  if (slash < 0) return { namespace: '', name: id };
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/**
 * Whether the API group is one of Kubernetes' own, whose fields have known meanings and defaults:
 * those of custom resources are taken as they are.
 */
export function isBuiltIn(object: KubeObject): boolean {
  const { group } = gvkOf(object);
  return group === '' || !group.includes('.') || group.endsWith('.k8s.io');
}

export function isCrd(object: KubeObject): boolean {
  return kindOf(object) === 'CustomResourceDefinition' && isBuiltIn(object);
}

/** The labels of a `matchLabels` selector as a query, or '' where the selector is not that simple. */
export function selectorQuery(selector: JsonObject[string]): string {
  if (!isObject(selector)) return '';
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : ''}`)
    .join(',');
}
