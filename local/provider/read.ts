import { NoMatchError, UnreachableError, isNotFound } from './api-error';
import { NotReadyError, requireReady } from './await/await-ready';
import { readRule } from './await/rules';
import { fromState, toObject, toProperties, toState } from './checkpoint';
import { PartialError } from './failures';
import { type JsonObject, textAt } from './json';
import {
  type Gvk,
  type KubeObject,
  apiVersion,
  gvkOf,
  kindOf,
  nameOf,
  namespaceOf,
  parseId,
} from './kube-object';
import { gvkOfUrn } from './names';
import { inputsFromLive, pruneLive, withoutReadOnly } from './prune';
import { withLiveTexts } from './secret-data';
import type { Session } from './session';

/** The engine's question how an object is now: for a refresh, an import, or `.get`. */
export interface ReadRequest {
  readonly id: string;
  readonly urn: string;
  /** The last state; empty for an import or `.get`. */
  readonly properties: JsonObject;
  /** The last inputs; empty for an import or `.get`. */
  readonly inputs: JsonObject;
}

/** The object as it is; an empty id where it does not exist. */
export interface ReadResult {
  readonly id: string;
  readonly state: JsonObject;
  readonly inputs: JsonObject;
}

const GONE: ReadResult = { id: '', state: {}, inputs: {} };

/**
 * @throws PartialError where the object exists but is not ready; ApiError or UnreachableError where
 * it cannot be read.
 */
export async function read(session: Session, request: ReadRequest): Promise<ReadResult> {
  const declared = withoutReadOnly(toObject(request.inputs));
  const old = fromState(request.properties);
  const gvk = gvkToRead(request.urn, declared, old.live);
  const live = await find(session, gvk, request);
  if (live === undefined) return GONE;
  const inputs = inputsOf(live, declared, old.live);
  const state = toState(
    {
      inputs,
      live,
      initialApiVersion: old.initialApiVersion || apiVersion(gvk),
      fieldManager: session.fieldManager(inputs, old.fieldManager),
    },
    request.inputs,
  );
  const result = { id: request.id, state, inputs: toProperties(inputs, request.inputs) };
  const rule = readRule(declared);
  if (rule === undefined) return result;
  try {
    await requireReady(session.cluster.client, rule, live, session.signal);
    return result;
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    throw new PartialError(error.message, result.id, state, error.reasons, result.inputs, {
      cause: error,
    });
  }
}

/** What of the live object counts as declared. */
function inputsOf(live: KubeObject, declared: KubeObject, oldLive: KubeObject): KubeObject {
  if (kindOf(declared) !== '') return withLiveTexts(pruneLive(live, declared), declared, live);
  // An import or the first `.get` takes all there is; later ones of a `.get` declare nothing.
  if (kindOf(oldLive) === '') return inputsFromLive(live);
  const metadata: JsonObject = { name: nameOf(live), namespace: namespaceOf(live) || undefined };
  return { apiVersion: textAt(live, 'apiVersion'), kind: kindOf(live), metadata };
}

function gvkToRead(urn: string, declared: KubeObject, live: KubeObject): Gvk {
  if (kindOf(declared) !== '') return gvkOf(declared);
  if (kindOf(live) !== '') return gvkOf(live);
  const gvk = gvkOfUrn(urn);
  // Reading the patch of an object reads the object.
  return { ...gvk, kind: gvk.group.includes('.') ? gvk.kind : gvk.kind.replace(/Patch$/, '') };
}

async function find(
  session: Session,
  gvk: Gvk,
  { id, urn }: ReadRequest,
): Promise<KubeObject | undefined> {
  const { namespace, name } = parseId(id);
  if (name === '') throw new Error(`'${id}' must be an id of the form [namespace/]name`);
  const ref = { ...gvk, namespace: namespace || session.defaultNamespace, name };
  try {
    return await session.cluster.client.get(ref, session.signal);
  } catch (error) {
    // Without its definition a custom resource is gone, too.
    if (isNotFound(error) || error instanceof NoMatchError) return undefined;
    if (error instanceof UnreachableError && session.options.deleteUnreachable) {
      session.log.info(`${error.message}; deleted from the state only`, urn);
      return undefined;
    }
    throw error;
  }
}
