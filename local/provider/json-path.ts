import { type Json, isArray, isObject } from './json';

/** One step of a path: some children of each value that was reached so far. */
type Step = (value: Json) => readonly Json[];

/** A path that has been read and can be asked of any value. */
export type JsonPath = (root: Json) => readonly Json[];

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * Reads the part of JSONPath (RFC 9535) that waits need: `.name`, `['name']`, `[0]`, `[*]`, `.*` and
 * filters on one field, `[?(@.type=="Ready")]` with `==`, `!=`, `<`, `<=`, `>`, `>=` or none.
 *
 * Names with dots, dashes or slashes need the quoted form; escapes are not read, as the official
 * provider does not read them.
 *
 * @throws Error with the path and the place where it cannot be read.
 */
export function parseJsonPath(text: string): JsonPath {
  const source = text.startsWith('$') ? text.slice(1) : text;
  const steps: Step[] = [];
  let position = 0;
  while (position < source.length) {
    const rest = source.slice(position);
    const parsed = parseStep(rest);
    if (parsed === undefined) throw new Error(`parsing "${text}": unexpected "${rest}"`);
    steps.push(parsed.step);
    position += parsed.length;
  }
  return (root) => steps.reduce<readonly Json[]>((values, step) => values.flatMap(step), [root]);
}

function parseStep(rest: string): { step: Step; length: number } | undefined {
  const name = /^\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/.exec(rest);
  if (name) return { step: child(name[1] ?? ''), length: name[0].length };
  const quoted = /^\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\]/.exec(rest);
  if (quoted) return { step: child(quoted[1] ?? quoted[2] ?? ''), length: quoted[0].length };
  const index = /^\[\s*(-?\d+)\s*\]/.exec(rest);
  if (index) return { step: element(Number(index[1])), length: index[0].length };
  const all = /^(?:\[\s*\*\s*\]|\.\*)/.exec(rest);
  if (all) return { step: children, length: all[0].length };
  const filter =
    /^\[\s*\?\s*(\()?\s*@((?:\.[A-Za-z_]\w*|\['[^']*'\])+)\s*(?:(==|!=|<=|>=|<|>)\s*("[^"\\]*"|'[^'\\]*'|-?[\d.]+|true|false|null))?\s*(\))?\s*\]/.exec(
      rest,
    );
  if (!filter || (filter[1] === undefined) !== (filter[5] === undefined)) return undefined;
  const path = parseJsonPath(filter[2] ?? '');
  const operator = filter[3] as Operator | undefined;
  const literal = filter[4] === undefined ? undefined : parseLiteral(filter[4]);
  const keeps = (value: Json): boolean => {
    const [found] = path(value);
    if (operator === undefined) return found !== undefined;
    return found !== undefined && compare(found, operator, literal ?? null);
  };
  return { step: (value) => children(value).filter(keeps), length: filter[0].length };
}

function child(name: string): Step {
  return (value) => {
    const found = isObject(value) ? value[name] : undefined;
    return found === undefined ? [] : [found];
  };
}

function element(index: number): Step {
  return (value) => {
    const found = isArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
  };
}

function children(value: Json): readonly Json[] {
  if (isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.values(value).filter((item) => item !== undefined);
}

function parseLiteral(text: string): Json {
  return /^["']/.test(text) ? text.slice(1, -1) : (JSON.parse(text) as Json);
}

function compare(found: Json, operator: Operator, literal: Json): boolean {
  if (operator === '==') return found === literal;
  if (operator === '!=') return found !== literal;
  const comparable =
    (typeof found === 'number' && typeof literal === 'number') ||
    (typeof found === 'string' && typeof literal === 'string');
  if (!comparable) return false;
  if (operator === '<') return found < literal;
  if (operator === '<=') return found <= literal;
  return operator === '>' ? found > literal : found >= literal;
}
