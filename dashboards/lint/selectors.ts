import { parser } from '@prometheus-io/lezer-promql';

/** A selector of a query. */
interface Selector {
  readonly metric: string;
  /** Its matchers as they are written, for example `service="shop"`. */
  readonly matchers: readonly string[];
}

/** @returns all selectors of a query; of one that does not parse, those that are recognised. */
export function selectorsOf(query: string): readonly Selector[] {
  const selectors: Selector[] = [];
  parser.parse(query).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector') return;
      const text = (type: string): string[] => {
        const found: string[] = [];
        node.cursor().iterate((inner) => {
          if (inner.name === type) found.push(query.slice(inner.from, inner.to));
        });
        return found;
      };
      selectors.push({
        metric: text('Identifier')[0] ?? '',
        matchers: text('UnquotedLabelMatcher'),
      });
    },
  });
  return selectors;
}
