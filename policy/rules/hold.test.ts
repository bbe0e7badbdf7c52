import { UNKNOWN } from '../resource';
import { judge, overriding } from '../support/judge';
import { resource } from '../support/resources';
import { hold } from './hold';

/** The traffic ConfigMap as the program makes it. */
const traffic = (desired: number, waitFor: unknown, name = 'orders-traffic') =>
  resource('core/v1:ConfigMap', 'traffic-share', {
    metadata: { name, annotations: { 'pulumi.com/waitFor': waitFor } },
    data: { v2TrafficPercentage: String(desired) },
  });

const observed = (share: number) => `jsonpath={.data.observed}=${share}`;

describe('hold', () => {
  it.each([
    ['passes a rise without a hold', 5, 10, traffic(10, observed(10))],
    ['passes, on the boundary, a rise up to the hold', 0, 5, traffic(5, observed(5))],
    ['passes an unchanged share under a hold', 10, 10, traffic(10, observed(0))],
    ['has nothing to say of a rollback under a hold', 10, 5, traffic(5, observed(0))],
    ['passes what the preview of a first update cannot know', 0, 5, traffic(5, UNKNOWN)],
    ['passes other ConfigMaps', 0, 5, traffic(5, observed(0), 'orders-flags')],
  ])('%s', (_, from, to, map) => {
    expect(judge(hold, { from, to, resources: [map] })).toEqual([]);
  });

  it('refuses a rise above the hold', () => {
    expect(judge(hold, { from: 5, to: 10, resources: [traffic(10, observed(9))] })).toEqual([
      'mandatory: \'cutover:v2TrafficPercentage\' (10) must not rise from 5 while a hold keeps the gateways at 9; see why with: cutover status --stack orders-production; release it with: cutover release --stack orders-production --reason "..."',
    ]);
  });

  it('is exempted by an override, and says so', () => {
    const resources = [traffic(10, observed(0))];
    expect(judge(hold, { from: 5, to: 10, resources, config: overriding('hold') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ while a hold/),
    ]);
  });
});
