import { named } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Outcome } from '../support/program/world';

const overrides = {
  versions: {
    v1: { replicas: { min: 2, max: 20 } },
    v2: { replicas: { min: 2, max: 20 } },
  },
};
const capacity = {
  peakRequestsPerSecond: 1000,
  headroom: 1.3,
  perPod: { v1: 100, v2: 100 },
  rollbackReservePercent: 50,
};
const run = async (share: number): Promise<Outcome> =>
  runProgram({
    config: {
      'cutover:service': 'supersmartmatch',
      'cutover:v2TrafficPercentage': String(share),
      'cutover:image': 'cutover:1',
      'cutover:gatewayImage': 'nginx:1',
      'cutover:overrides': JSON.stringify({ ...overrides, capacity }),
    },
    previous: 25,
  });
const floorOf = ({ resources }: Outcome, version: string): unknown =>
  (named(resources, `${version}-autoscaler`).inputs['spec'] as { minReplicas: number }).minReplicas;

describe('capacity', () => {
  it('is given to both autoscalers and to the agents, and to nothing else', async () => {
    const [quarter, most] = await Promise.all([run(25), run(75)]);
    expect([floorOf(quarter, 'v1'), floorOf(quarter, 'v2')]).toEqual([10, 4]);
    expect([floorOf(most, 'v1'), floorOf(most, 'v2')]).toEqual([7, 10]);
    expect(named(most.resources, 'traffic-share').inputs['data']).toEqual({
      v2TrafficPercentage: '75',
      phase: 'progressive',
      v1Floor: '7',
      v2Floor: '10',
    });
    const changed = quarter.resources
      .filter(
        ({ name, inputs }) =>
          JSON.stringify(inputs) !== JSON.stringify(named(most.resources, name).inputs),
      )
      .map(({ name }) => name);
    expect(changed.sort()).toEqual(['traffic-share', 'v1-autoscaler', 'v2-autoscaler']);
  });
});
