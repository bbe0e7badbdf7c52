import { z } from 'zod';
import { InvalidInputError } from '../../model/problem';

/** The longest run, an hour: a forgotten load generator must end by itself. */
const LONGEST_SECONDS = 3_600;

const headerName = z.string().regex(/^[\w-]+$/);
const headerValue = z.string().regex(/^[^\r\n]*$/);

const optionsSchema = z.strictObject({
  /** Where to: loopback, or an address of the embedded cluster. */
  url: z.string(),
  /** Persistent connections, 1 to 1,024. */
  connections: z.int().min(1).max(1_024).default(16),
  /**
   * Requests per second, at a constant rate whatever the replies do (open loop). Absent: each connection
   * sends its next request as soon as it has a reply (closed loop).
   */
  rate: z.number().positive().max(100_000).optional(),
  /** Ends sending after this time, at most an hour. This or `requests` must be given. */
  seconds: z.number().positive().max(LONGEST_SECONDS).optional(),
  /** Ends sending after this many. */
  requests: z.int().positive().max(100_000_000).optional(),
  /** Milliseconds after which a request without its whole reply has failed. */
  timeoutMs: z.int().min(1).max(300_000).default(10_000),
  method: z.enum(['POST', 'GET']).default('POST'),
  /** Sent with a POST. Default: a match request as V1's and V2's clients send it. */
  body: z.string().max(1_000_000).optional(),
  headers: z.record(headerName, headerValue).default({}),
  /** Gives each request the id of one of so many users, in turn, in this header. */
  users: z.strictObject({ header: headerName, count: z.int().min(1).max(1_000_000) }).optional(),
  /** By which header of a reply, and which values of it, the versions are told apart. */
  versionFrom: z
    .strictObject({ header: headerName, v1: headerValue, v2: headerValue })
    .default({ header: 'version', v1: 'v1', v2: 'v2' }),
  /** For https: the certificates to trust, as PEM, and the name to ask for and to find in the server's. */
  tls: z.strictObject({ ca: z.string().min(1), serverName: z.string().min(1) }).optional(),
});

/** What a caller gives. */
export type LoadOptions = z.input<typeof optionsSchema>;
/** With defaults in place; `seconds` is always set. */
export type ResolvedOptions = z.output<typeof optionsSchema> & { readonly seconds: number };

/** @throws InvalidInputError with every bad option, and when no bound or no trust for https is given. */
export function resolveOptions(options: LoadOptions): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const given = options as Record<string, unknown>;
    const problems = parsed.error.issues.map(({ path, message }) => ({
      field: path.join('.') || 'options',
      got: path[0] === undefined ? undefined : JSON.stringify(given[String(path[0])]),
      rule: `be valid (${message})`,
      mend: 'correct it',
    }));
    throw new InvalidInputError('load', problems);
  }
  const { seconds, requests } = parsed.data;
  if (seconds === undefined && requests === undefined) {
    const rule = 'bound every run';
    const mend = 'give --seconds, --requests or both';
    throw new InvalidInputError('load', [
      { field: 'seconds, requests', got: undefined, rule, mend },
    ]);
  }
  const isTls = parsed.data.url.startsWith('https:');
  if (isTls !== (parsed.data.tls !== undefined)) {
    const got = parsed.data.tls === undefined ? undefined : 'given';
    const rule = 'be given with an https:// URL, and with no other';
    const mend = isTls ? 'say what to trust' : 'leave it out';
    throw new InvalidInputError('load', [{ field: 'tls', got, rule, mend }]);
  }
  return { ...parsed.data, seconds: seconds ?? LONGEST_SECONDS };
}
