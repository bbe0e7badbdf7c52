import {
  type Json,
  type JsonObject,
  at,
  isObject,
  objectsAt,
  textAt,
  withValue,
  withoutValue,
} from './json';
import { type KubeObject, apiVersion, gvkOf } from './kube-object';
import { parsePath } from './property-path';

/**
 * Managers whose fields the provider takes over, because they write for the same person: kubectl in
 * all its forms, and the provider itself where it did not use server-side apply, as in every create.
 */
const ADOPTED = [
  'kubectl',
  'before-first-apply',
  'pulumi-kubernetes',
  'pulumi-resource-kubernetes',
];

function isAdopted(entry: JsonObject, fieldManager: string): boolean {
  const manager = textAt(entry, 'manager');
  if (textAt(entry, 'subresource') !== '') return false;
  const operation = textAt(entry, 'operation');
  // The same name owns twice, by each operation: a create's fields conflict with the first apply.
  if (manager === fieldManager) return operation === 'Update';
  const [kubectl = '', ...others] = ADOPTED;
  if (manager.startsWith(kubectl)) return operation === 'Apply' || operation === 'Update';
  return operation === 'Update' && others.some((name) => manager.startsWith(name));
}

/** Whether the next apply would conflict with fields that it is meant to take over. */
export function hasAdopted(live: KubeObject, fieldManager: string): boolean {
  return objectsAt(live, 'metadata', 'managedFields').some((entry) =>
    isAdopted(entry, fieldManager),
  );
}

/**
 * @returns the JSON patch that hands the fields of adopted managers to `fieldManager`; empty where
 * there are none. The patch fails where the object has changed in the meantime.
 */
export function adoptionPatch(live: KubeObject, fieldManager: string): Json[] {
  if (!hasAdopted(live, fieldManager)) return [];
  const entries = objectsAt(live, 'metadata', 'managedFields');
  const isOurs = (entry: JsonObject): boolean =>
    textAt(entry, 'manager') === fieldManager &&
    textAt(entry, 'operation') === 'Apply' &&
    textAt(entry, 'subresource') === '';
  const own = entries.filter((entry) => isOurs(entry) || isAdopted(entry, fieldManager));
  const merged = own.reduce<JsonObject>(
    (fields, entry) => union(fields, at(entry, 'fieldsV1')),
    {},
  );
  const kept = entries.filter((entry) => !own.includes(entry));
  const entry: JsonObject = {
    manager: fieldManager,
    operation: 'Apply',
    apiVersion: apiVersion(gvkOf(live)),
    time: own[0]?.['time'],
    fieldsType: 'FieldsV1',
    fieldsV1: merged,
  };
  return [
    {
      op: 'test',
      path: '/metadata/resourceVersion',
      value: textAt(live, 'metadata', 'resourceVersion'),
    },
    { op: 'replace', path: '/metadata/managedFields', value: [...kept, entry] },
  ];
}

function union(a: JsonObject, b: Json | undefined): JsonObject {
  if (!isObject(b)) return a;
  const merged: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = merged[key];
    merged[key] = isObject(known) ? union(known, value) : value;
  }
  return merged;
}

/** Whether a manager's fields (a `fieldsV1` tree) hold the path or anything below it. */
function owns(fields: Json | undefined, path: readonly string[]): boolean {
  return isObject(at(fields, ...path.map((step) => `f:${step}`)));
}

/**
 * Puts `ignoreChanges` into effect for an apply. The engine has already put the last inputs in place
 * of the ignored ones; but others may have written these fields since. A field that only others own
 * is left out, and so stays theirs; one that we own (too) is sent as it is now, and so stays as it is.
 */
export function withIgnored(
  inputs: KubeObject,
  live: KubeObject,
  fieldManager: string,
  ignoreChanges: readonly string[],
): KubeObject {
  const entries = objectsAt(live, 'metadata', 'managedFields');
  return ignoreChanges.reduce<KubeObject>((object, ignored) => {
    const path = parsePath(ignored);
    // List items are told apart by key in managed fields: such paths stay with the last inputs.
    if (!path.every((step) => typeof step === 'string' && step !== '*')) return object;
    const names = path as readonly string[];
    const ours = entries.some(
      (entry) => textAt(entry, 'manager') === fieldManager && owns(at(entry, 'fieldsV1'), names),
    );
    const theirs = entries.some(
      (entry) => textAt(entry, 'manager') !== fieldManager && owns(at(entry, 'fieldsV1'), names),
    );
    if (theirs && !ours) return withoutValue(object, names);
    const current = at(live, ...names);
    return current === undefined ? object : withValue(object, names, current);
  }, inputs);
}
