import { readBody } from './body';
import type { Failure, Prometheus } from './reading';
import { failure, readInstant, readRange, readRefusal } from './reply';

export interface PrometheusOptions {
  /** Without the path of its API, for example `http://prometheus.monitoring:9090`. */
  readonly url: string;
  /**
   * Milliseconds for the whole answer. Prometheus is told to give up by then as well.
   *
   * @defaultValue 5000
   */
  readonly timeoutMs?: number;
  /** Calls everything off. */
  readonly signal?: AbortSignal;
  /** Posts a form to a path of its API, where `fetch` does not reach it. */
  readonly post?: (path: string, form: URLSearchParams, signal: AbortSignal) => Promise<Response>;
  /** Milliseconds since 1970. @defaultValue the clock of this machine */
  readonly now?: () => number;
}

const TIMEOUT_MS = 5_000;
/** One number is some 200 bytes, and so is a refusal; several series, told to be too many, are no use either. */
const MOST_INSTANT_BYTES = 1024 * 1024;
/** A day of 50 series at 15 s, of some 30 bytes a point, is 9 MB. */
const MOST_RANGE_BYTES = 16 * 1024 * 1024;

/** A real Prometheus, or what speaks its HTTP API. */
export function prometheusAt(options: PrometheusOptions): Prometheus {
  const { timeoutMs = TIMEOUT_MS, now = Date.now, post = postTo(options.url) } = options;
  const ask = async (
    path: string,
    parameters: Readonly<Record<string, string>>,
    mostBytes: number,
  ): Promise<string | Failure> => {
    const late = AbortSignal.timeout(timeoutMs);
    const signal = options.signal ? AbortSignal.any([late, options.signal]) : late;
    try {
      // Not in the address: queries may be longer than a proxy lets an address be.
      const form = new URLSearchParams({ ...parameters, timeout: `${timeoutMs}ms` });
      const response = await post(`/api/v1/${path}`, form, signal);
      const text = await readBody(response, mostBytes);
      if (text === undefined) return failure(`Prometheus answered more than ${mostBytes} bytes`);
      if (response.ok) return text;
      const refusal = readRefusal(text);
      return failure(
        refusal === undefined
          ? `Prometheus answered with status ${response.status}`
          : `Prometheus refused the query: ${refusal}`,
      );
    } catch (error) {
      return failure(
        late.aborted ? `Prometheus did not answer in ${timeoutMs} ms` : unreachable(error),
      );
    }
  };

  return {
    async instant(query) {
      const from = now() / 1_000;
      const text = await ask('query', { query }, MOST_INSTANT_BYTES);
      return typeof text === 'string' ? readInstant(text, { from, to: now() / 1_000 }) : text;
    },
    async range(query, { start, end, stepSeconds }) {
      const parameters = {
        query,
        start: start.toISOString(),
        end: end.toISOString(),
        step: String(stepSeconds),
      };
      const text = await ask('query_range', parameters, MOST_RANGE_BYTES);
      return typeof text === 'string' ? readRange(text) : text;
    },
  };
}

const postTo =
  (url: string): NonNullable<PrometheusOptions['post']> =>
  (path, body, signal) =>
    fetch(`${url.replace(/\/+$/, '')}${path}`, { method: 'POST', body, redirect: 'error', signal });

interface Told {
  readonly message?: string;
  readonly code?: string;
  readonly cause?: Told;
}

/** What went wrong stands in the cause: the error of `fetch` itself says only that it failed. */
function unreachable(error: unknown): string {
  const { cause, message } = error as Told;
  // Where several addresses were tried in vain, the error has a code alone.
  const told = cause?.message || cause?.code || message || String(error);
  return `Prometheus cannot be reached: ${told}`;
}
