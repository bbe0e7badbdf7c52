import { isNotFound } from './api-error';
import { textAt } from './json';
import { type KubeObject, refOf } from './kube-object';
import type { Session } from './session';

/**
 * Gives up every field that `fieldManager` owns: those that nobody else owns disappear. The object
 * itself stays.
 *
 * @throws ApiError where a required field would disappear.
 */
export async function relinquish(
  session: Session,
  object: KubeObject,
  fieldManager: string,
): Promise<void> {
  const { client } = session.cluster;
  const ref = refOf(object);
  try {
    // An apply to an object that does not exist would make one.
    await client.get(ref, session.signal);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  const empty: KubeObject = {
    apiVersion: textAt(object, 'apiVersion'),
    kind: ref.kind,
    metadata: { name: ref.name, ...(ref.namespace !== '' && { namespace: ref.namespace }) },
  };
  const signal = session.signal;
  await client.apply(empty, { fieldManager, force: false, dryRun: false, signal });
}
