import { isDeepStrictEqual } from 'node:util';
import type { Check } from './check';
import { jsonAt, jsonKind } from './json-path';

/** What came back. */
export interface CheckedReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns everything in which a reply differs from what a check expects, a line each; empty when it passes. */
export function replyProblems({ expect }: Check, reply: CheckedReply): string[] {
  const status =
    reply.status === expect.status ? [] : [`status (${reply.status}) must be ${expect.status}`];
  const headers = Object.entries(expect.headers).flatMap(([name, wanted]) => {
    const got = reply.headers[name.toLowerCase()];
    return got === wanted ? [] : [`header ${name} (${shown(got)}) must be ${shown(wanted)}`];
  });
  return [...status, ...headers, ...bodyProblems(expect, reply.body)];
}

function bodyProblems({ json, kinds }: Check['expect'], text: string): string[] {
  if (Object.keys(json).length === 0 && Object.keys(kinds).length === 0) return [];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [`the body (${shown(text)}) must be JSON`];
  }
  const values = Object.entries(json).flatMap(([path, wanted]) => {
    const got = jsonAt(body, path);
    return isDeepStrictEqual(got, wanted)
      ? []
      : [`${path} (${shown(got)}) must be ${shown(wanted)}`];
  });
  const wrongKinds = Object.entries(kinds).flatMap(([path, wanted]) => {
    const got = jsonAt(body, path);
    if (got !== undefined && jsonKind(got) === wanted) return [];
    return [
      `${path} (${shown(got)}) must be a ${wanted}`
        .replace('a null', 'null')
        .replace('a text', 'text'),
    ];
  });
  return [...values, ...wrongKinds];
}

/** Enough of a value to know it again, in one line. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
