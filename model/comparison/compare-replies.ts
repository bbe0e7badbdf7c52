import { compareValues } from './compare-values';
import type { ComparisonRules, Mismatch, Reply } from './reply';
import { shown } from './shown';

/** The field of a mismatch that is none of the JSON body. */
const WHOLE = { status: '<status>', body: '<body>' } as const;

/**
 * Everything in which the reply of V2 differs from that of V1.
 *
 * Bodies are compared field by field where both are JSON, and else as a whole. A difference in the status hides those in
 * the body: an error says something else than an answer.
 */
export function compareReplies(v1: Reply, v2: Reply, rules: ComparisonRules): Mismatch[] {
  if (v1.status !== v2.status) {
    return [{ field: WHOLE.status, v1: String(v1.status), v2: String(v2.status) }];
  }
  const headers = rules.headers.flatMap((name): Mismatch[] => {
    const [one, other] = [v1.headers[name], v2.headers[name]];
    if (one === other) return [];
    return [{ field: `<header ${name}>`, v1: shown(one), v2: shown(other) }];
  });
  return [...headers, ...bodies(v1.body, v2.body, rules)];
}

function bodies(v1: string, v2: string, rules: ComparisonRules): Mismatch[] {
  if (v1 === v2) return [];
  const [one, other] = [parsed(v1), parsed(v2)];
  if (one !== undefined && other !== undefined) return compareValues(one.value, other.value, rules);
  return [{ field: WHOLE.body, v1: bodyKind(one, v1), v2: bodyKind(other, v2) }];
}

function parsed(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

const bodyKind = (json: ReturnType<typeof parsed>, body: string): string =>
  json === undefined ? `no JSON, ${body.length} characters` : `JSON, ${shown(json.value)}`;
