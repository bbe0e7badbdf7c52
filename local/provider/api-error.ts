import { type Json, isObject, numberAt, textAt } from './json';

/** A refusal of the API server (its Status object), or our own in the same form. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status code. */
    readonly code: number,
    /** Machine-readable reason, such as `NotFound`, `Conflict` or `Invalid`. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** No server speaks the kind: a custom resource whose definition is missing, or a misspelt name. */
export class NoMatchError extends Error {
  override readonly name = 'NoMatchError';

  constructor(kind: string, apiVersion: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

/** The API server did not answer: refused, reset, unknown host or too slow. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(server: string, cause: Error) {
    super(`the Kubernetes API server at ${server} does not answer: ${cause.message}`, { cause });
  }
}

/** The user cancelled the update. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('the operation was cancelled');
  }
}

/** The error that a reply of `code` with the body `body` stands for. */
export function apiError(code: number, body: string): ApiError {
  let status: Json = null;
  try {
    status = JSON.parse(body) as Json;
  } catch {
    // Proxies and the API server's own filters answer in plain text.
  }
  const message = textAt(status, 'message');
  if (!isObject(status) || message === '') {
    return new ApiError(code, '', `HTTP ${code}: ${body.trim().slice(0, 500)}`);
  }
  return new ApiError(numberAt(status, 'code') ?? code, textAt(status, 'reason'), message);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'Conflict';
}

/** A namespace that is made by the same program does not exist while that program is previewed. */
export function isMissingNamespace(error: unknown): boolean {
  return isNotFound(error) && /namespaces "[^"]*" not found/.test((error as Error).message);
}
