import { sourcesOf, type Mapping, type Rule } from './dialect';

/** @returns what a mapping without problems makes of an input. */
export function runMapping({ rules }: Mapping, input: unknown): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const rule of rules) {
    const value = valueOf(rule, input);
    if (value !== undefined) write(output, rule.target.split('.'), value);
  }
  return output;
}

function valueOf(rule: Rule, input: unknown): unknown {
  const values = sourcesOf(rule).map((path) => read(input, path));
  const [first] = values;
  const list = Array.isArray(first) ? (first as unknown[]) : first === undefined ? [] : [first];
  switch (rule.op) {
    case 'constant':
      return rule.value;
    case 'concat':
      return values.map(text).join(rule.separator);
    case 'upper':
      return text(first).toUpperCase();
    case 'lower':
      return text(first).toLowerCase();
    case 'object':
      return {};
    case 'list':
      return values;
    case 'first':
      return list[0];
    case 'last':
      return list.at(-1);
    case 'join':
      return list.map(text).join(rule.separator);
    case 'count':
      return list.length;
    case 'unique':
      return [...new Set(list)];
    case 'trim':
      return text(first).trim();
    case 'number':
      return Number(text(first));
    case 'default':
      return first ?? rule.value;
    default:
      return first;
  }
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** @param path - `a.b`, or `$.a[0].b` and `$.a[*].b`. */
function read(input: unknown, path: string): unknown {
  const steps = path.match(/\w+|\*/g) ?? [];
  return steps.reduce<{ value: unknown; spread: boolean }>(
    ({ value, spread }, step) => {
      if (step === '*') return { value: Array.isArray(value) ? value : [], spread: true };
      if (!spread) return { value: at(value, step), spread };
      const all = (value as unknown[]).map((one) => at(one, step));
      return { value: all.filter((one) => one !== undefined), spread };
    },
    { value: input, spread: false },
  ).value;
}

function at(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string, unknown>)[step];
}

function write(output: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    output[name] = value;
    return;
  }
  const below = at(output, name);
  const target = typeof below === 'object' && below !== null && !Array.isArray(below) ? below : {};
  output[name] = target;
  write(target as Record<string, unknown>, rest, value);
}
