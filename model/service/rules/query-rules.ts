import type * as PromQL from '../../gates/promql';
import { isVariable, placeInTemplate, renderQuery, variablesOf } from '../../gates/template';
import type { Service } from '../service';
import type { Tell } from './tell';

/** As long as queries get: where the text is cut does not matter. */
const EXCERPT = 20;

/**
 * Queries of a service's own gates must be PromQL that gives a number or a vector of numbers. The built-in ones are
 * tested with the project.
 */
export function queryRules({ name, gates, monitoring }: Service, tell: Tell): void {
  gates.forEach((gate, index) => {
    const window = gate.window ?? monitoring.window;
    const values = { service: name, namespace: name, version: 'v2', window } as const;
    for (const field of ['query', 'samples'] as const) {
      const template = gate[field];
      // An unknown variable is told by another rule, and would be told here once more.
      if (template === undefined || !variablesOf(template).every((one) => isVariable(one.name))) {
        continue;
      }
      for (const { message, from, to } of problemsOf(renderQuery(template, values))) {
        const start = placeInTemplate(template, values, from);
        const text = template.slice(start, Math.max(placeInTemplate(template, values, to), start));
        const shown = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
        const what = shown === '' ? '' : ` (${shown})`;
        tell(
          ['gates', index, field],
          `be PromQL for one number: ${message}, at character ${start + 1}${what}`,
        );
      }
    }
  });
}

/** The grammar is loaded with the first query: every `pulumi preview` reads a service file, and most have no query. */
function problemsOf(query: string): readonly PromQL.QueryProblem[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded at once or be a promise
  const { promqlProblems } = require('../../gates/promql') as typeof PromQL;
  return promqlProblems(query);
}
