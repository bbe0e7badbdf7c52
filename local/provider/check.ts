import { toObject, toProperties } from './checkpoint';
import { type JsonObject, at } from './json';
import { type KubeObject, kindOf, nameOf, namespaceOf, withNamespace } from './kube-object';
import { type Autonaming, adoptName, assignName, gvkOfUrn, isPatch, tokenKind } from './names';
import { withoutReadOnly } from './prune';
import type { Session } from './session';

/** The engine's question whether inputs are sound, and what is to be added to them. */
export interface CheckRequest {
  readonly urn: string;
  /** The inputs of the last run; undefined for a new resource. */
  readonly olds: JsonObject | undefined;
  readonly news: JsonObject;
  readonly randomSeed: Uint8Array;
  readonly autonaming: Autonaming | undefined;
}

/**
 * @returns the inputs with a name and, where the kind has one, a namespace.
 * @throws Error where the resource is none that this provider handles.
 */
export async function check(session: Session, request: CheckRequest): Promise<JsonObject> {
  const { urn } = request;
  gvkOfUrn(urn);
  let inputs = withoutReadOnly(toObject(request.news));
  refuseUnfit(inputs, urn);
  const old = request.olds === undefined ? {} : toObject(request.olds);
  inputs =
    Object.keys(old).length > 0
      ? adoptName(inputs, old)
      : assignName(inputs, urn, request.randomSeed, request.autonaming);
  inputs = await withDefaultNamespace(session, inputs);
  return toProperties(inputs, request.news);
}

function refuseUnfit(inputs: KubeObject, urn: string): void {
  const kind = kindOf(inputs);
  if (isPatch(urn, kind) && nameOf(inputs) === '' && at(inputs, 'metadata', 'name') === undefined) {
    throw new Error("patch resources require 'metadata.name' to be set");
  }
  // A Patch of a list would have the token ListPatch, so that the kind alone tells lists apart.
  if (tokenKind(urn).endsWith('List') && at(inputs, 'items') !== undefined) {
    throw new Error(`'${kind}' cannot be created directly; use the type of its items instead`);
  }
}

async function withDefaultNamespace(session: Session, inputs: KubeObject): Promise<KubeObject> {
  // A namespace that is not known yet is a text, too, and stays.
  if (namespaceOf(inputs) !== '' || !(await session.isNamespaced(inputs))) return inputs;
  return withNamespace(inputs, session.defaultNamespace);
}
