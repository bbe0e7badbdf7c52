import { type JsonObject, isObject, renameKeys, textAt } from './json';
import type { KubeObject } from './kube-object';
import { copySecrets, revealObject } from './secrets';

/** Keys of the state that are not part of the live object; the official provider's own names. */
const INPUTS = '__inputs';
const API_VERSION = '__initialApiVersion';
const FIELD_MANAGER = '__fieldManager';

/** What the state keeps of a resource between two runs. */
export interface Checkpoint {
  /** What the object was last written with. */
  readonly inputs: KubeObject;
  /** The object as the server last returned it. */
  readonly live: KubeObject;
  /** The version that the object was first written with. */
  readonly initialApiVersion: string;
  /** The name under which fields are owned, or '' in the state of an older run without one. */
  readonly fieldManager: string;
}

/** Property names in Pulumi cannot hold dashes: these seven fields of CustomResourceDefinitions. */
const DASHED = new Map(
  [
    'x-kubernetes-embedded-resource',
    'x-kubernetes-int-or-string',
    'x-kubernetes-list-map-keys',
    'x-kubernetes-list-type',
    'x-kubernetes-map-type',
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-validations',
  ].map((name) => [name.replaceAll('-', '_'), name]),
);
const UNDERSCORED = new Map([...DASHED].map(([underscored, dashed]) => [dashed, underscored]));

/** A resource's properties as a Kubernetes object: secrets and nulls gone, field names Kubernetes' own. */
export function toObject(properties: JsonObject): KubeObject {
  const plain = renameKeys(revealObject(properties), (key) => DASHED.get(key) ?? key);
  return isObject(plain) ? plain : {};
}

/** The reverse of `toObject`; what is secret in `declared` is secret here. */
export function toProperties(object: KubeObject, declared: JsonObject): JsonObject {
  const renamed = renameKeys(object, (key) => UNDERSCORED.get(key) ?? key);
  return copySecrets(isObject(renamed) ? renamed : {}, declared);
}

/** @param declared - the inputs with their secrets still marked. */
export function toState(checkpoint: Checkpoint, declared: JsonObject): JsonObject {
  return {
    ...toProperties(checkpoint.live, declared),
    [INPUTS]: toProperties(checkpoint.inputs, declared),
    [API_VERSION]: checkpoint.initialApiVersion,
    [FIELD_MANAGER]: checkpoint.fieldManager,
  };
}

/** Reads a state back; an empty one gives empty parts. */
export function fromState(state: JsonObject): Checkpoint {
  const {
    [INPUTS]: inputs,
    [API_VERSION]: version,
    [FIELD_MANAGER]: manager,
    ...live
  } = toObject(state);
  const declared = isObject(inputs) ? inputs : {};
  return {
    inputs: declared,
    live,
    initialApiVersion: typeof version === 'string' ? version : textAt(declared, 'apiVersion'),
    fieldManager: typeof manager === 'string' ? manager : '',
  };
}
