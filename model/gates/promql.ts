import { LRLanguage } from '@codemirror/language';
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

/** The packages of the grammar and of the editor declare one and the same class in two module systems. */
const grammar = parser as unknown as Parameters<typeof LRLanguage.define>[0]['parser'];
const language = LRLanguage.define({ parser: grammar });

/** What may be judged: one number, or a vector that has one element. */
const NUMBERS: readonly string[] = ['scalar', 'vector'];

/**
 * Checks PromQL with Prometheus' own grammar and types.
 *
 * Besides what its type checker says, errors of the grammar are counted: it passes over an unclosed bracket, and over a
 * range of anything but a selector.
 *
 * Loading this file takes about 40 ms of CPU, the first query 15 more: load it where there is a query to check.
 *
 * @param query - without variables.
 * @returns in the order of the text; empty when the query gives a number, or a vector of them.
 */
export function promqlProblems(query: string): QueryProblem[] {
  const tree = grammar.parse(query);
  const unparsed = [...errorNodes(tree, query), ...wrongRanges(tree)];
  if (unparsed.length > 0) return unparsed;
  const top = expressionOf(tree);
  if (top === undefined) return [{ message: 'an expression is missing', from: 0, to: 0 }];
  const checker = new Parser(EditorState.create({ doc: query, extensions: language.extension }));
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

function wrongRanges(tree: Tree): QueryProblem[] {
  const found: QueryProblem[] = [];
  tree.iterate({
    enter({ name, node, from, to }) {
      if (name !== 'MatrixSelector' || node.firstChild?.name === 'VectorSelector') return;
      found.push({ message: 'ranges are only allowed for selectors', from, to });
    },
  });
  return found;
}
