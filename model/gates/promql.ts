import { EditorState } from '@codemirror/state';
import type { SyntaxNode, Tree } from '@lezer/common';
import { Parser } from '@prometheus-io/codemirror-promql/dist/cjs/parser';
import { parser } from '@prometheus-io/lezer-promql';

/** One thing wrong with a query, and where. */
export interface QueryProblem {
  readonly message: string;
  /** From 0. */
  readonly from: number;
  /** From 0, after the last character; as `from` where something is missing. */
  readonly to: number;
}

/** What may be judged: one number, or a vector that has one element. */
const NUMBERS: readonly string[] = ['scalar', 'vector'];

/** What the grammar calls a duration in a range or an offset. */
const LITERAL = 'NumberDurationLiteralInDurationContext';

/**
 * Checks PromQL with Prometheus' own grammar and types.
 *
 * Besides what its type checker says, errors of the grammar are counted, and what Prometheus refuses though the grammar
 * takes it: the checker passes over an unclosed bracket, and over a range of anything but a selector. Compared with promtool
 * 2.42 over 3,000 queries with slips of the hand, it refused of what Prometheus takes only `0.`, and took only wrong regular
 * expressions, selectors that match everything, and units where newer versions know them: those become an `error`.
 *
 * Loading this file and checking the queries of SuperSmartMatch takes 55 ms of CPU: load it where there is a query to check.
 *
 * @param query - without variables.
 * @returns in the order of the text; empty when the query gives a number, or a vector of them.
 */
export function promqlProblems(query: string): QueryProblem[] {
  // The grammar and the checker declare one and the same class in two module systems.
  const tree = parser.parse(query) as unknown as Tree;
  const unparsed = errorNodes(tree, query);
  if (unparsed.length > 0) return unparsed;
  const refused = misshapen(tree, query);
  if (refused.length > 0) return refused;
  const top = expressionOf(tree);
  if (top === undefined) return [{ message: 'an expression is missing', from: 0, to: 0 }];
  // It is told the node to check; of the editor's state it needs the text alone.
  const checker = new Parser(EditorState.create({ doc: query }));
  const type = checker.checkAST(top);
  const wrong = checker
    .getDiagnostics()
    .filter(({ severity }) => severity === 'error')
    .map(({ message, from, to }) => ({ message, from, to }));
  if (wrong.length > 0 || NUMBERS.includes(type)) return wrong;
  return [
    { message: `expected a number or an instant vector, got ${type}`, from: 0, to: query.length },
  ];
}

/** The expression below the root, beside which only comments stand. */
function expressionOf(tree: Tree): SyntaxNode | undefined {
  let node = tree.topNode.firstChild;
  while (node?.name === 'LineComment') node = node.nextSibling;
  return node ?? undefined;
}

function errorNodes(tree: Tree, query: string): QueryProblem[] {
  const found: QueryProblem[] = [];
  tree.iterate({
    enter({ type, from, to }) {
      if (!type.isError) return;
      const text = query.slice(from, to);
      const message =
        text === ''
          ? `something is missing ${from >= query.trimEnd().length ? 'at the end' : 'here'}`
          : `unexpected ${JSON.stringify(text)}`;
      found.push({ message, from, to });
    },
  });
  // One slip makes the grammar stumble several times: the first is where it is.
  return found.slice(0, 1);
}

const SELECTORS: readonly string[] = ['VectorSelector', 'MatrixSelector', 'SubqueryExpr'];
const MODIFIED: readonly string[] = [...SELECTORS, 'OffsetExpr', 'StepInvariantExpr'];

/** Of which node each of these may be made; the grammar of the editor takes any, Prometheus does not. */
const MADE_OF: Readonly<Record<string, { readonly of: readonly string[]; readonly rule: string }>> =
  {
    MatrixSelector: { of: ['VectorSelector'], rule: 'ranges are only allowed for selectors' },
    OffsetExpr: { of: MODIFIED, rule: 'offset is only allowed for selectors and subqueries' },
    StepInvariantExpr: { of: MODIFIED, rule: '@ is only allowed for selectors and subqueries' },
    DurationExpr: { of: [LITERAL], rule: 'a duration such as 5m is expected' },
  };

/** A duration as every version of Prometheus reads it: newer ones take seconds without a unit as well. */
const DURATION = /^([0-9]+(ms|[smhdwy]))+$/;

function misshapen(tree: Tree, query: string): QueryProblem[] {
  const found: QueryProblem[] = [];
  tree.iterate({
    enter({ name, node, from, to }) {
      const made = MADE_OF[name];
      if (made !== undefined && !made.of.includes(node.firstChild?.name ?? '')) {
        found.push({ message: made.rule, from, to });
      } else if (name === LITERAL && !DURATION.test(query.slice(from, to))) {
        found.push({ message: 'a duration such as 5m is expected', from, to });
      }
    },
  });
  return found;
}
