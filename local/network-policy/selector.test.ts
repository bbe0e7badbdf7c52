import type { Selector } from './kube-objects';
import { selects } from './selector';

const labels = { app: 'shop', tier: 'web' };

test.each<[string, Selector, boolean]>([
  ['the empty selector selects everything', {}, true],
  ['every label must be there', { matchLabels: { app: 'shop', tier: 'web' } }, true],
  [
    'one label that differs is enough to refuse',
    { matchLabels: { app: 'shop', tier: 'db' } },
    false,
  ],
  ['a label that is missing refuses', { matchLabels: { zone: 'a' } }, false],
  ['In takes one of its values', expression('app', 'In', ['cart', 'shop']), true],
  ['In refuses a label that is missing', expression('zone', 'In', ['a']), false],
  ['NotIn refuses its values', expression('app', 'NotIn', ['shop']), false],
  ['NotIn takes a label that is missing', expression('zone', 'NotIn', ['a']), true],
  ['Exists wants the label', expression('zone', 'Exists'), false],
  ['DoesNotExist refuses the label', expression('app', 'DoesNotExist'), false],
  [
    'labels and expressions must both hold',
    { matchLabels: { app: 'shop' }, ...expression('tier', 'NotIn', ['web']) },
    false,
  ],
])('%s', (_, selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
});

type Operator = NonNullable<Selector['matchExpressions']>[number]['operator'];

function expression(key: string, operator: Operator, values?: string[]): Selector {
  return { matchExpressions: [{ key, operator, ...(values && { values }) }] };
}
