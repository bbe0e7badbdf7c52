import { z } from 'zod';
import type { Version } from '../../model/names';
import type { MappingFlags } from './mapping-flags';

const ruleSchema = z.object({
  /** Dotted path of what is written. */
  target: z
    .string()
    .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/)
    .max(200),
  op: z.string().max(40).default('copy'),
  /** Paths of what is read: dotted in V1; in V2 also `$.items[0].name` and `$.items[*].name`. */
  from: z.union([z.string().max(200), z.array(z.string().max(200)).max(20)]).optional(),
  value: z.json().optional(),
  separator: z.string().max(20).default(''),
});

export const mappingSchema = z.object({
  dsl: z.enum(['v1', 'v2']).optional(),
  rules: z.array(ruleSchema).min(1).max(200),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Mapping = z.infer<typeof mappingSchema>;

/** What a version makes of the mappings of one dialect. */
export interface Dialect {
  readonly name: Version;
  /** Operations, each with the flag that grants it. */
  readonly ops: ReadonlyMap<string, boolean>;
  readonly jsonpath: boolean;
}

const V1_OPS = ['copy', 'constant', 'concat', 'upper', 'lower'];
const V1: Dialect = {
  name: 'v1',
  ops: new Map(V1_OPS.map((op) => [op, true])),
  jsonpath: false,
};

const v2 = (flags: MappingFlags): Dialect => ({
  name: 'v2',
  jsonpath: flags.jsonpath,
  ops: new Map([
    ...V1.ops,
    ...['object', 'list'].map((op) => [op, flags.containers] as const),
    ...['first', 'last', 'join', 'count', 'unique'].map((op) => [op, flags.arrayOps] as const),
    ...['trim', 'number', 'default'].map((op) => [op, flags.newOps] as const),
  ]),
});

/**
 * @param version - of the service that is asked.
 * @returns the dialect in which this version reads the mapping, or why it does not.
 */
export function dialectOf(
  version: Version,
  flags: MappingFlags,
  mapping: Mapping,
): Dialect | string {
  const knowsV2 = version === 'v2' && flags.v2;
  const named = mapping.dsl ?? (knowsV2 && flags.v2Default ? 'v2' : 'v1');
  if (named === 'v2') return knowsV2 ? v2(flags) : 'this version knows mappings of v1 alone';
  if (version === 'v2' && !flags.v1Fallback) return 'mappings of v1 are not taken any more';
  return V1;
}

export interface RuleProblem {
  /** From 0. */
  readonly rule: number;
  readonly message: string;
}

/** @returns everything that is wrong with the rules of a mapping. */
export function ruleProblems(dialect: Dialect, { rules }: Mapping): RuleProblem[] {
  return rules.flatMap((rule, index) =>
    problemsOf(dialect, rule).map((message) => ({ rule: index, message })),
  );
}

const SOURCELESS = ['constant', 'object', 'list'];

function problemsOf(dialect: Dialect, rule: Rule): string[] {
  const granted = dialect.ops.get(rule.op);
  if (granted === undefined) return [`no operation '${rule.op}' in ${dialect.name}`];
  if (!granted) return [`operation '${rule.op}' is switched off`];
  const sources = sourcesOf(rule);
  const problems: string[] = [];
  if (SOURCELESS.includes(rule.op)) {
    if (rule.op === 'constant' && rule.value === undefined) problems.push("'value' is missing");
  } else if (sources.length === 0) problems.push("'from' is missing");
  if (rule.op === 'default' && rule.value === undefined) problems.push("'value' is missing");
  for (const source of sources) {
    const jsonpath = source.startsWith('$');
    if (jsonpath && !dialect.jsonpath)
      problems.push(`path '${source}' is not one of ${dialect.name}`);
    else if (!(jsonpath ? JSONPATH : DOTTED).test(source)) problems.push(`'${source}' is no path`);
  }
  return problems;
}

const DOTTED = /^\w+(\.\w+)*$/;
const JSONPATH = /^\$(\.\w+|\[(\d{1,6}|\*)\])*$/;

/** @returns the paths that a rule reads. */
export function sourcesOf({ from }: Rule): readonly string[] {
  return from === undefined ? [] : Array.isArray(from) ? from : [from];
}
