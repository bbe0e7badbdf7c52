import type { Labels, Selector } from './kube-objects';

/** @returns whether labels satisfy a selector; the empty one selects everything. */
export function selects(selector: Selector, labels: Labels): boolean {
  const pairs = Object.entries(selector.matchLabels ?? {});
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      const among = value !== undefined && (values ?? []).includes(value);
      return {
        In: among,
        // As Kubernetes has it: a label that is not there is in no list.
        NotIn: !among,
        Exists: value !== undefined,
        DoesNotExist: value === undefined,
      }[operator];
    })
  );
}
