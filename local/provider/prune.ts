import { type Json, type JsonObject, isArray, isObject, withoutValue } from './json';
import type { KubeObject } from './kube-object';

/** Metadata that only the server writes. */
const READ_ONLY_METADATA = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'uid',
] as const;

/** The object without what only the server may write, which manifests copied from a cluster hold. */
export function withoutReadOnly(object: KubeObject): KubeObject {
  return READ_ONLY_METADATA.reduce<KubeObject>(
    (kept, field) => withoutValue(kept, ['metadata', field]),
    object,
  );
}

/**
 * The part of a live object that has the shape of `declared`: what the server fills in and what
 * other managers write is left out, so that a comparison sees only what the program manages.
 *
 * An empty list or map that was declared and that the live object lacks counts as there, and below
 * `spec` any empty value (`value: ''`, `hostNetwork: false`): the server drops what means the same.
 */
export function pruneLive(live: KubeObject, declared: KubeObject): KubeObject {
  const pruned = pruneToShape(live, declared, false);
  const [spec, declaredSpec] = [live['spec'], declared['spec']];
  if (!isObject(spec) || !isObject(declaredSpec)) return pruned;
  return { ...pruned, spec: pruneToShape(spec, declaredSpec, true) };
}

function pruneToShape(live: JsonObject, declared: JsonObject, keepEmpty: boolean): JsonObject {
  const pruned: JsonObject = {};
  for (const [key, shape] of Object.entries(declared)) {
    const value = live[key];
    if (shape === undefined) continue;
    if (value !== undefined) pruned[key] = pruneValue(value, shape, keepEmpty);
    else if (isEmptyCollection(shape) || (keepEmpty && isEmptyScalar(shape))) pruned[key] = shape;
  }
  return pruned;
}

function pruneValue(value: Json, shape: Json, keepEmpty: boolean): Json {
  if (isObject(value) && isObject(shape)) return pruneToShape(value, shape, keepEmpty);
  if (!isArray(value) || !isArray(shape)) return value;
  return value
    .slice(0, shape.length)
    .map((item, index) => pruneValue(item, shape[index] ?? null, keepEmpty));
}

function isEmptyCollection(value: Json): boolean {
  if (isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function isEmptyScalar(value: Json): boolean {
  return value === '' || value === false || value === 0;
}

/** What an import or `.get` without a program takes for inputs: all but status and bookkeeping. */
export function inputsFromLive(live: KubeObject): KubeObject {
  const annotations = [
    'deployment.kubernetes.io/revision',
    'kubectl.kubernetes.io/last-applied-configuration',
  ];
  return annotations.reduce<KubeObject>(
    (kept, name) => withoutValue(kept, ['metadata', 'annotations', name]),
    withoutReadOnly(withoutValue(live, ['status'])),
  );
}
