import type * as PromQL from '../../gates/promql';
import {
  isVariable,
  placeInTemplate,
  renderQuery,
  VARIABLES,
  variablesOf,
  type QueryValues,
} from '../../gates/template';
import { nearest } from '../../nearest';
import type { Service } from '../service';
import type { Tell } from './tell';

/** Characters of a query that are shown where it is wrong. */
const EXCERPT = 20;

/**
 * Queries of a service's own gates and alerts must be PromQL that gives a number or a vector of numbers, and know their
 * variables. The built-in ones are tested with the project.
 */
export function queryRules(service: Service, tell: Tell): void {
  const { name, gates, monitoring } = service;
  const values = { service: name, namespace: name, version: 'v2' } as const;
  gates.forEach(({ query, samples, window = monitoring.window }, index) => {
    const path = ['gates', index];
    queryRule(query, { ...values, window }, [...path, 'query'], tell);
    queryRule(samples, { ...values, window }, [...path, 'samples'], tell);
  });
  monitoring.alerts.metrics.forEach(({ query }, index) => {
    const path = ['monitoring', 'alerts', 'metrics', index, 'query'];
    queryRule(query, { ...values, window: monitoring.window }, path, tell);
  });
}

function queryRule(
  template: string | undefined,
  values: QueryValues,
  path: readonly PropertyKey[],
  tell: Tell,
): void {
  if (template === undefined) return;
  const unknown = variablesOf(template).filter((one) => !isVariable(one.name));
  for (const { name, from } of unknown) {
    const known = VARIABLES.map((one) => `$${one}`).join(', ');
    const guess = nearest(name, VARIABLES);
    tell(
      path,
      `name only ${known}, and names $${name} at character ${from + 1}`,
      guess === undefined ? undefined : `write $${guess}`,
    );
  }
  // What an unknown variable is to stand for nobody knows.
  if (unknown.length > 0) return;
  for (const { message, from, to } of problemsOf(renderQuery(template, values))) {
    const start = placeInTemplate(template, values, from);
    const text = template.slice(start, placeInTemplate(template, values, to));
    const shown = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
    tell(
      path,
      `be PromQL for one number: ${message}, at character ${start + 1}${shown === '' ? '' : ` (${shown})`}`,
    );
  }
}

/** The grammar is loaded with the first query: every `pulumi preview` reads a service file, and most have no query. */
function problemsOf(query: string): readonly PromQL.QueryProblem[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded at once or be a promise
  const { promqlProblems } = require('../../gates/promql') as typeof PromQL;
  return promqlProblems(query);
}
