import type { Propagation } from './client';
import { type KubeObject, annotationOf } from './kube-object';

/** What a program may say about one object, by annotations of these names. */
export const ANNOTATIONS = {
  skipAwait: 'pulumi.com/skipAwait',
  waitFor: 'pulumi.com/waitFor',
  timeoutSeconds: 'pulumi.com/timeoutSeconds',
  patchForce: 'pulumi.com/patchForce',
  patchFieldManager: 'pulumi.com/patchFieldManager',
  replaceUnready: 'pulumi.com/replaceUnready',
  deletionPropagation: 'pulumi.com/deletionPropagationPolicy',
} as const;

export function isOn(object: KubeObject, annotation: string): boolean {
  return annotationOf(object, annotation) === 'true';
}

/**
 * How long to wait for an object, in seconds: the resource option `customTimeouts` wins over the
 * annotation, and that over the kind's own default.
 *
 * @param customTimeout - seconds, 0 where the option is not given.
 */
export function timeoutSeconds(
  object: KubeObject,
  customTimeout: number,
  fallback: number,
): number {
  if (customTimeout > 0) return customTimeout;
  const annotation = annotationOf(object, ANNOTATIONS.timeoutSeconds);
  return /^\d+$/.test(annotation) ? Number(annotation) : fallback;
}

/** What happens to owned objects on deletion: deleted first, unless the object says otherwise. */
export function propagationOf(object: KubeObject): Propagation {
  switch (annotationOf(object, ANNOTATIONS.deletionPropagation).toLowerCase()) {
    case 'orphan':
      return 'Orphan';
    case 'background':
      return 'Background';
    default:
      return 'Foreground';
  }
}
