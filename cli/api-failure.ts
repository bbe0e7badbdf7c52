import { CommandFailure, EXIT } from './failure';

/** What a call to the API server came to, as far as anything hangs on it. */
export interface ApiAnswer {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** The server's own words, or those of the network. */
  readonly message: string;
  /** For example ECONNREFUSED. */
  readonly code: string | undefined;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
]);

/** @returns what an error of the client library says; its own message spans several lines. */
export function apiAnswer(error: unknown): ApiAnswer {
  const known = typeof error === 'object' && error !== null ? (error as Foreign) : {};
  const status = typeof known.code === 'number' ? known.code : known.statusCode;
  const code = typeof known.code === 'string' ? known.code : known.cause?.code;
  const aborted = known.name === 'AbortError' || known.name === 'TimeoutError';
  const message = statusMessage(known.body) ?? known.message ?? String(error);
  return {
    status,
    code: aborted ? 'ETIMEDOUT' : code,
    message: aborted ? 'no answer in time' : (message.split('\n')[0] ?? message),
  };
}

interface Foreign {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly cause?: { readonly code?: string };
}

/** The `message` of a Kubernetes Status, which comes as an object or as text. */
function statusMessage(body: unknown): string | undefined {
  if (typeof body === 'string') {
    try {
      return statusMessage(JSON.parse(body));
    } catch {
      return undefined;
    }
  }
  const message = (body as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : undefined;
}

/**
 * @param server - URL of the API server.
 * @param doing - for example `read ConfigMap shop-hold`.
 * @returns one line: what could not be done, why, and the mend.
 */
export function apiFailure(error: unknown, server: string, doing: string): CommandFailure {
  const answer = apiAnswer(error);
  const fail = (message: string): CommandFailure =>
    new CommandFailure(EXIT.fail, message, {}, { cause: error });
  const { status, code, message } = answer;
  if (status === 401) {
    return fail(`cannot ${doing}: ${server} does not know you; log in again, or check --context`);
  }
  if (status === 403) {
    return fail(`cannot ${doing}: ${message}; ask for that right, or check --context`);
  }
  if (status !== undefined) return fail(`cannot ${doing}: ${server} answers ${status}: ${message}`);
  if (code !== undefined && UNREACHABLE.has(code)) {
    const mend =
      'check that the cluster runs and --context; the embedded one is reached from inside: npm run cluster -- exec -- COMMAND';
    return fail(`cannot ${doing}: ${server} cannot be reached (${message}); ${mend}`);
  }
  if (code !== undefined && /CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code)) {
    return fail(`cannot ${doing}: ${server} is not trusted (${message}); check the kubeconfig`);
  }
  return fail(`cannot ${doing}: ${message}`);
}
