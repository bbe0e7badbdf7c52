import type { z } from 'zod';
import { nearest } from '../model/nearest';
import { fieldName } from '../model/fields';
import { policyOverridesSchema, type PolicyOverride } from '../model/policy-override';
import { schemaProblems } from '../model/schema-problems';
import type { Change } from './change';
import type { Finding } from './rule';
import { RULE_NAMES, type RuleName } from './rule-names';

const KEY = 'cutover:policyOverrides';

/** What the stack's config lets be broken. */
export interface Overrides {
  readonly inForce: ReadonlyMap<string, PolicyOverride>;
  /** What is wrong with the others: none of them counts. */
  readonly problems: readonly Finding[];
}

/** Rules that may be broken: all but the one that keeps the overrides in order. */
const OPEN_RULES = RULE_NAMES.filter((name) => name !== 'overrides');

export function readOverrides({
  plainConfig,
  now,
}: Pick<Change, 'plainConfig' | 'now'>): Overrides {
  const inForce = new Map<string, PolicyOverride>();
  const problems: Finding[] = [];
  const listed = parsed(plainConfig[KEY]);
  if (!Array.isArray(listed)) {
    const got = plainConfig[KEY];
    return { inForce, problems: [{ field: KEY, got, rule: 'be a list', mend: 'correct it' }] };
  }
  const today = now.toISOString().slice(0, 10);
  listed.forEach((entry: unknown, index) => {
    const result = policyOverridesSchema.element.safeParse(entry);
    const found = result.success
      ? overrideProblems(result.data, index, today)
      : shapeProblems(entry, result.error.issues, index);
    problems.push(...found);
    if (result.success && found.length === 0) inForce.set(result.data.rule, result.data);
  });
  return { inForce, problems };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return [];
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shapeProblems(
  entry: unknown,
  issues: readonly z.core.$ZodIssue[],
  index: number,
): Finding[] {
  return issues
    .flatMap((issue) => schemaProblems(policyOverridesSchema.element, issue, entry))
    .map(({ path, ...problem }) => ({ field: fieldName([KEY, index, ...path]), ...problem }));
}

function overrideProblems(
  { rule, until }: PolicyOverride,
  index: number,
  today: string,
): Finding[] {
  return [
    ...(OPEN_RULES.some((name) => name === rule) ? [] : [unknownRule(rule, index)]),
    ...(until === undefined || until >= today
      ? []
      : [
          {
            field: fieldName([KEY, index, 'until']),
            got: until,
            rule: `not have passed, and it is ${today}`,
            mend: 'keep the rule, or have the override reviewed again with a later day',
          },
        ]),
  ];
}

function unknownRule(rule: string, index: number): Finding {
  const problem = { field: fieldName([KEY, index, 'rule']), got: JSON.stringify(rule) };
  if (rule === ('overrides' satisfies RuleName)) {
    return {
      ...problem,
      rule: 'be another one: this rule has no overrides',
      mend: 'remove the entry',
    };
  }
  return {
    ...problem,
    rule: `be one of the rules (${OPEN_RULES.join(', ')})`,
    mend: `write '${nearest(rule, OPEN_RULES) ?? '<name>'}', or remove the entry`,
  };
}
