import { timeoutSeconds } from './annotations';
import { ApiError } from './api-error';
import { awaitReady } from './await/await-ready';
import { readinessRule } from './await/rules';
import { fromState, toObject, toState } from './checkpoint';
import type { Written } from './client';
import { PartialError, explain, reasonsOf } from './failures';
import { type JsonObject, textAt, withValue } from './json';
import {
  type KubeObject,
  idOf,
  isCrd,
  kindOf,
  namespaceOf,
  nameOf,
  refOf,
  withNamespace,
} from './kube-object';
import { adoptionPatch, withIgnored } from './managed-fields';
import { isPatch } from './names';
import { relinquish } from './patch';
import { withoutReadOnly } from './prune';
import { hasUnknown } from './secrets';
import type { Session } from './session';

/** The engine's order to change an object, or to say what it would become. */
export interface UpdateRequest {
  readonly urn: string;
  readonly olds: JsonObject;
  readonly news: JsonObject;
  /** Seconds; 0 for the default. */
  readonly timeout: number;
  readonly ignoreChanges: readonly string[];
  readonly preview: boolean;
}

/**
 * Changes the object in place and waits until it is ready.
 *
 * @returns the new state.
 * @throws PartialError with the object as it is, where it exists but could not be changed or did
 * not get ready.
 */
export async function update(session: Session, request: UpdateRequest): Promise<JsonObject> {
  const { urn, news, preview } = request;
  const inputs = withoutReadOnly(toObject(news));
  if (preview && (hasUnknown(inputs) || !(await session.isKnown(inputs)))) return news;
  const old = fromState(request.olds);
  const fieldManager = session.fieldManager(inputs, old.fieldManager);
  const stateOf = (live: KubeObject): JsonObject =>
    toState({ inputs, live, initialApiVersion: old.initialApiVersion, fieldManager }, news);
  // The state may know a namespace that the inputs of an older run leave out.
  const target = withNamespace(inputs, namespaceOf(old.live) || namespaceOf(inputs));
  const named = withValue(target, ['metadata', 'name'], nameOf(old.live) || nameOf(inputs));
  try {
    const live = await session.cluster.client.get(refOf(named), session.signal);
    const written = await write(session, request, { inputs: named, live, fieldManager });
    session.warn(written.warnings, urn);
    if (preview) return stateOf(written.object);
    const final = await ready(session, request, inputs, live, written.object);
    if (old.fieldManager !== '' && old.fieldManager !== fieldManager) {
      await relinquish(session, final, old.fieldManager);
    }
    return stateOf(final);
  } catch (error) {
    if (preview && error instanceof ApiError && error.code === 403) return news;
    throw await failure(session, urn, named, error, fieldManager, stateOf);
  }
}

interface Target {
  readonly inputs: KubeObject;
  readonly live: KubeObject;
  readonly fieldManager: string;
}

async function write(session: Session, request: UpdateRequest, target: Target): Promise<Written> {
  const { client } = session.cluster;
  const { inputs, fieldManager } = target;
  const options = { fieldManager, dryRun: request.preview, signal: session.signal };
  if (isCrd(inputs)) {
    // Schemas merge badly field by field; a definition is replaced as a whole, its objects stay.
    const version = textAt(target.live, 'metadata', 'resourceVersion');
    return client.replace(withValue(inputs, ['metadata', 'resourceVersion'], version), options);
  }
  let live = target.live;
  if (!request.preview && !isPatch(request.urn, kindOf(inputs))) {
    const patch = adoptionPatch(live, fieldManager);
    if (patch.length > 0) live = (await client.patch(refOf(live), patch, session.signal)).object;
  }
  const declared = withIgnored(inputs, live, fieldManager, request.ignoreChanges);
  const force = session.force(inputs, request.preview ? { live, fieldManager } : undefined);
  return client.apply(declared, { ...options, force });
}

async function ready(
  session: Session,
  request: UpdateRequest,
  inputs: KubeObject,
  previous: KubeObject,
  written: KubeObject,
): Promise<KubeObject> {
  const rule = readinessRule(inputs);
  if (rule === undefined || isPatch(request.urn, kindOf(inputs))) return written;
  return awaitReady(session.cluster.client, session.cluster.observer, {
    object: written,
    previous,
    rule,
    timeoutSeconds: timeoutSeconds(inputs, request.timeout, rule.timeoutSeconds),
    signal: session.signal,
    onStatus: (message) => {
      session.log.status(message, request.urn);
    },
  });
}

/** The error with the live object for the state, or without where the object cannot be read. */
async function failure(
  session: Session,
  urn: string,
  target: KubeObject,
  error: unknown,
  fieldManager: string,
  stateOf: (live: KubeObject) => JsonObject,
): Promise<Error> {
  const message = explain(error, urn, fieldManager);
  let live: KubeObject;
  try {
    // Not the session's signal: a cancelled update still records what has become of the object.
    live = await session.cluster.client.get(refOf(target));
  } catch {
    return new Error(`update of resource ${urn} failed: ${message}`, { cause: error });
  }
  return new PartialError(
    `the Kubernetes API server reported that "${idOf(live)}" failed to fully initialize or ` +
      `become live: ${message}`,
    idOf(live),
    stateOf(live),
    reasonsOf(error),
    undefined,
    { cause: error },
  );
}
