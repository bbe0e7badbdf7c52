/** One attempt to have a request answered, as NGINX tells it. */
interface Attempt {
  /** Address and port; the name of the upstream where NGINX found no server in it to ask. */
  readonly address: string;
  /** Status of the reply, 502 or 504 where none came; `-` where the client left before. */
  readonly status: string;
}

/** What all requests of one kind have in common: their lines but for the times. */
export interface RequestKind {
  /** Empty when no route took the request. */
  readonly route: string;
  /** The version that was meant to answer; empty when that is the one that was asked first. */
  readonly chosen: string;
  /** What the client was answered. */
  readonly status: string;
  /** In their order; none when no version was asked. */
  readonly attempts: readonly Attempt[];
}

/** A line of the request log in its two parts. */
export interface SplitLine {
  /** For {@link parseKind}. */
  readonly kind: string;
  /** From the first byte of the request to the last of the reply, in seconds. */
  readonly requestTime: string;
  /** What each attempt took in seconds, in their order. */
  readonly attemptTimes: string;
}

/** @returns `undefined` for a line without two times. */
export function splitLine(line: string): SplitLine | undefined {
  const last = line.lastIndexOf('|');
  const first = line.lastIndexOf('|', last - 1);
  if (last < 1 || first < 0) return undefined;
  return {
    kind: line.slice(0, first),
    requestTime: line.slice(first + 1, last),
    attemptTimes: line.slice(last + 1),
  };
}

const FIELDS = 5;

/** @returns `undefined` for what NGINX has not written: a line that was cut off where its volume was full. */
export function parseKind(text: string): RequestKind | undefined {
  const fields = text.split('|');
  const [route = '', chosen = '', status = '', addresses = '', statuses = ''] = fields;
  if (fields.length !== FIELDS || !/^\d{3}$/.test(status)) return undefined;
  if (addresses === '' || addresses === '-') return { route, chosen, status, attempts: [] };
  const asked = listOf(addresses);
  const answered = listOf(statuses);
  if (asked.length !== answered.length) return undefined;
  const attempts = asked.map((address, index) => ({ address, status: answered[index] ?? '-' }));
  return { route, chosen, status, attempts };
}

/** @returns what NGINX lists by commas, and by a colon where another location went on with the request. */
export function listOf(text: string): string[] {
  return text.split(/, | : /);
}

/** @returns the milliseconds in a time such as `0.012`; `undefined` for `-`, and for what is none. */
export function millisecondsOf(time: string | undefined): number | undefined {
  return time !== undefined && /^\d+\.\d{3}$/.test(time)
    ? Math.round(Number(time) * 1_000)
    : undefined;
}
