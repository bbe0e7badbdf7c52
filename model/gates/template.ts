import type { Version } from '../names';

/** What a query may name with a `$` before it. */
export const VARIABLES = ['service', 'namespace', 'version', 'window'] as const;
type Variable = (typeof VARIABLES)[number];

/** What stands for the variables. All of it is harmless inside of quotes: names of objects, and a duration. */
export interface QueryValues extends Readonly<Record<Variable, string>> {
  readonly version: Version;
}

/** `$service` and `${service}`. `$1`, of label_replace, and the `$` at the end of an expression are PromQL's own. */
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

/** @returns the query as Prometheus is asked. Names that are not {@link VARIABLES} stay as they are. */
export function renderQuery(template: string, values: QueryValues): string {
  return template.replace(VARIABLE, (text, plain?: string, braced?: string) => {
    const name = plain ?? braced ?? '';
    return isVariable(name) ? values[name] : text;
  });
}

/** @returns where in a template lies what lies at a place of the query made from it. */
export function placeInTemplate(template: string, values: QueryValues, place: number): number {
  let shift = 0;
  for (const { name, from, to } of variablesOf(template)) {
    if (!isVariable(name)) continue;
    const start = from + shift;
    const length = values[name].length;
    if (place < start) break;
    if (place < start + length) return from;
    shift += length - (to - from);
  }
  return place - shift;
}

/** A name after a `$`, and where it stands. */
interface NamedVariable {
  readonly name: string;
  /** From 0, of its `$`. */
  readonly from: number;
  /** From 0, after its last character. */
  readonly to: number;
}

/** @returns all names after a `$` in a query, in their order. */
export function variablesOf(template: string): NamedVariable[] {
  return [...template.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? match[2] ?? '',
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** @returns whether a query tells the versions apart. */
export const namesVersion = (template: string): boolean =>
  variablesOf(template).some(({ name }) => name === 'version');

export const isVariable = (name: string): name is Variable =>
  (VARIABLES as readonly string[]).includes(name);
