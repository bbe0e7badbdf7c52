import { NoMatchError, isConflict } from './api-error';
import { NotReadyError } from './await/await-ready';
import type { JsonObject } from './json';

/** An operation got half-way: the object exists as `state` says, but is not as it should be. */
export class PartialError extends Error {
  override readonly name = 'PartialError';

  constructor(
    message: string,
    readonly id: string,
    readonly state: JsonObject,
    readonly reasons: readonly string[],
    readonly inputs?: JsonObject,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const CONFLICT_HELP =
  'https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/' +
  'managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources';

/** What to tell the user of a failed write, with what helps beyond the server's own words. */
export function explain(error: unknown, urn: string, fieldManager: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (isConflict(error)) {
    return (
      `Server-Side Apply field conflict detected. See ${CONFLICT_HELP} for troubleshooting help.\n` +
      `The resource managed by field manager "${fieldManager}" had an apply conflict: ${message}`
    );
  }
  if (error instanceof NoMatchError) {
    return (
      `resource ${urn}: the Kubernetes API server reported that the apiVersion for this resource ` +
      `does not exist. Verify that any required CRDs have been created: ${message}`
    );
  }
  return message;
}

/** What stands in the way, where the error knows it. */
export function reasonsOf(error: unknown): readonly string[] {
  return error instanceof NotReadyError ? error.reasons : [];
}
