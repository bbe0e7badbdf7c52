import { setTimeout as sleep } from 'node:timers/promises';
import { timeoutSeconds } from './annotations';
import { ApiError, NoMatchError, isMissingNamespace, isNotFound } from './api-error';
import { NotReadyError, awaitReady } from './await/await-ready';
import { readinessRule } from './await/rules';
import { toObject, toState } from './checkpoint';
import { PartialError, explain, reasonsOf } from './failures';
import { type JsonObject, textAt, withoutValue } from './json';
import { type KubeObject, idOf, isCrd, kindOf } from './kube-object';
import { isPatch } from './names';
import { hasUnknown } from './secrets';
import type { Session } from './session';

/** The engine's order to make an object, or to say what would be made. */
export interface CreateRequest {
  readonly urn: string;
  readonly properties: JsonObject;
  /** Seconds; 0 for the default. */
  readonly timeout: number;
  readonly preview: boolean;
}

/** The new object's id ('' in a preview) and state. */
export interface Created {
  readonly id: string;
  readonly state: JsonObject;
}

/**
 * Pauses before a create is tried again, in ms: the namespace or the definition that it needs may
 * be made in the same moment by something that the program does not depend on.
 */
const RETRY_PAUSES_MS = [500, 1000, 2000, 4000, 8000];

/**
 * Makes the object and waits until it is ready.
 *
 * @throws PartialError where the object was made but did not get ready; ApiError or NoMatchError
 * where it was not made.
 */
export async function create(session: Session, request: CreateRequest): Promise<Created> {
  const { urn, properties } = request;
  const inputs = toObject(properties);
  if (request.preview) return previewCreate(session, request, inputs);
  const fieldManager = session.fieldManager(inputs);
  let written: KubeObject;
  try {
    written = await retried(session, urn, () => write(session, urn, inputs, fieldManager, false));
  } catch (error) {
    throw new Error(
      `resource ${urn} was not successfully created by the Kubernetes API server: ` +
        explain(error, urn, fieldManager),
      { cause: error },
    );
  }
  const stateOf = (live: KubeObject): JsonObject =>
    toState(
      { inputs, live, initialApiVersion: textAt(inputs, 'apiVersion'), fieldManager },
      properties,
    );
  try {
    const live = await ready(session, request, inputs, written);
    return { id: idOf(live), state: stateOf(live) };
  } catch (error) {
    const live = error instanceof NotReadyError ? error.object : written;
    const message =
      `resource ${urn} was successfully created, but the Kubernetes API server reported that it ` +
      `failed to fully initialize or become live: ${explain(error, urn, fieldManager)}`;
    throw new PartialError(message, idOf(live), stateOf(live), reasonsOf(error), undefined, {
      cause: error,
    });
  }
}

async function ready(
  session: Session,
  request: CreateRequest,
  inputs: KubeObject,
  written: KubeObject,
): Promise<KubeObject> {
  const rule = readinessRule(inputs);
  if (rule === undefined || (isPatch(request.urn, kindOf(inputs)) && !isCrd(inputs)))
    return written;
  return awaitReady(session.cluster.client, session.cluster.observer, {
    object: written,
    previous: undefined,
    rule,
    timeoutSeconds: timeoutSeconds(inputs, request.timeout, rule.timeoutSeconds),
    signal: session.signal,
    onStatus: (message) => {
      session.log.status(message, request.urn);
    },
  });
}

async function write(
  session: Session,
  urn: string,
  inputs: KubeObject,
  fieldManager: string,
  dryRun: boolean,
): Promise<KubeObject> {
  const { client } = session.cluster;
  const options = { fieldManager, dryRun, signal: session.signal };
  // Server-side apply would change an object that exists: a create must not. Besides, the fields of an object
  // that was made in this way are handed to whoever updates it next, under whatever name.
  const written =
    session.options.upsertExistingObjects || isPatch(urn, kindOf(inputs))
      ? await client.apply(inputs, { ...options, force: session.force(inputs, undefined) })
      : await client.create(inputs, options);
  session.warn(written.warnings, urn);
  return written.object;
}

async function retried<T>(session: Session, urn: string, attempt: () => Promise<T>): Promise<T> {
  for (const pause of RETRY_PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!isNotFound(error) && !(error instanceof NoMatchError)) throw error;
      session.log.status(`Retrying; creation failed: ${(error as Error).message}`, urn);
      await sleep(pause, undefined, { signal: session.signal }).catch(() => {
        throw error;
      });
    }
  }
  return attempt();
}

/**
 * What the server would make of the inputs, by its own dry run; the inputs themselves where it
 * cannot say: values are not known yet, or kind or namespace come into being in the same update.
 */
async function previewCreate(
  session: Session,
  request: CreateRequest,
  inputs: KubeObject,
): Promise<Created> {
  const { urn, properties } = request;
  const asDeclared = { id: '', state: properties };
  if (hasUnknown(inputs) || isPatch(urn, kindOf(inputs)) || !(await session.isKnown(inputs))) {
    return asDeclared;
  }
  // Names the provider made are not the ones that the update will make: nobody need see them.
  const fieldManager = session.fieldManager(inputs);
  try {
    const live = await write(session, urn, inputs, fieldManager, true);
    const state = toState(
      {
        inputs,
        // A dry run's status is empty, and a program that reads it must see it as not known.
        live: withoutValue(live, ['status']),
        initialApiVersion: textAt(inputs, 'apiVersion'),
        fieldManager,
      },
      properties,
    );
    return { id: '', state };
  } catch (error) {
    const isExpected =
      isMissingNamespace(error) ||
      (error instanceof ApiError && (error.reason === 'AlreadyExists' || error.code === 403));
    if (isExpected) return asDeclared;
    throw new Error(
      `resource ${urn} was not successfully created by the Kubernetes API server: ` +
        explain(error, urn, fieldManager),
      { cause: error },
    );
  }
}
