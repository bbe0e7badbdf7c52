import { ANNOTATIONS, isOn, propagationOf, timeoutSeconds } from './annotations';
import { NoMatchError, UnreachableError, isNotFound } from './api-error';
import { awaitGone } from './await/await-gone';
import { NotReadyError } from './await/await-ready';
import { fromState, toState } from './checkpoint';
import { PartialError } from './failures';
import type { JsonObject } from './json';
import { type KubeObject, gvkOf, idOf, kindOf, parseId } from './kube-object';
import { isPatch } from './names';
import { relinquish } from './patch';
import type { Session } from './session';

/** The engine's order to delete an object. */
export interface DeleteRequest {
  readonly id: string;
  readonly urn: string;
  readonly properties: JsonObject;
  /** Seconds; 0 for the default. */
  readonly timeout: number;
}

/** How long a deletion may take by default, in seconds; workloads first end their pods. */
const TIMEOUT_SECONDS = 300;
const WORKLOAD_TIMEOUT_SECONDS = 600;
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicationController']);

/** Kinds whose deletion `pulumi.com/skipAwait` does not wait for, in the official provider. */
const SKIPPABLE = new Set([...WORKLOADS, 'Job', 'Namespace', 'Pod']);

/**
 * Deletes the object and waits until it is gone. An object that is gone already is no error.
 *
 * @throws PartialError where it was told to go but is still there when the time is up.
 */
export async function remove(session: Session, request: DeleteRequest): Promise<void> {
  const { urn } = request;
  const old = fromState(request.properties);
  try {
    if (isPatch(urn, kindOf(old.live))) {
      await relinquish(session, old.live, session.fieldManager(old.inputs, old.fieldManager));
      return;
    }
    await removeObject(session, request, old.inputs, old.live);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoMatchError) return;
    if (error instanceof UnreachableError && session.options.deleteUnreachable) {
      session.log.info(`${error.message}; deleted from the state only`, urn);
      return;
    }
    if (!(error instanceof NotReadyError)) throw error;
    const state = toState({ ...old, live: error.object }, request.properties);
    throw new PartialError(error.message, idOf(error.object), state, error.reasons, undefined, {
      cause: error,
    });
  }
}

async function removeObject(
  session: Session,
  request: DeleteRequest,
  inputs: KubeObject,
  live: KubeObject,
): Promise<void> {
  const { client, observer } = session.cluster;
  const { namespace, name } = parseId(request.id);
  const ref = { ...gvkOf(live), namespace: namespace || session.defaultNamespace, name };
  const current = await client.get(ref, session.signal);
  await client.remove(ref, propagationOf(inputs), session.signal);
  const kind = kindOf(live);
  if (isOn(inputs, ANNOTATIONS.skipAwait) && SKIPPABLE.has(kind)) return;
  const fallback = WORKLOADS.has(kind) ? WORKLOAD_TIMEOUT_SECONDS : TIMEOUT_SECONDS;
  await awaitGone(observer, {
    ref,
    object: current,
    timeoutSeconds: timeoutSeconds(inputs, request.timeout, fallback),
    signal: session.signal,
    onStatus: (message) => {
      session.log.status(message, request.urn);
    },
  });
}
