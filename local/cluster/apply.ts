import type { Inside } from './inside';

export interface SystemObject {
  /** The API's path of the collection. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Makes an object or brings it to what is given, as this cluster's own. */
export async function applyObject(
  inside: Inside,
  { path, ...object }: SystemObject,
): Promise<void> {
  await applyText(inside, path, object.metadata.name, JSON.stringify(object));
}

/**
 * @param path - the API's path of the collection.
 * @param text - the object in YAML, of which JSON is a part.
 * @throws Error with the API server's words when it refuses.
 */
export async function applyText(
  inside: Inside,
  path: string,
  name: string,
  text: string,
): Promise<void> {
  const reply = await inside.api({
    path: `${path}/${name}?fieldManager=cutover-cluster&force=true`,
    method: 'PATCH',
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: text,
    timeoutMs: 15_000,
  });
  if (reply.status >= 300) {
    throw new Error(`The API server refused ${path}/${name} (${reply.status}): ${reply.body}`);
  }
}
