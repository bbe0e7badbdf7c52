import { runProgram } from '../support/program/run-program';
import type { Registered, World } from '../support/program/world';

const config = {
  'cutover:service': 'supersmartmatch',
  'cutover:v2TrafficPercentage': '25',
  'cutover:image': 'cutover:1',
  'cutover:gatewayImage': 'nginx:1',
};
const world = (more: Partial<World> = {}): World => ({ config, previous: 5, ...more });

const named = (resources: readonly Registered[], name: string): Registered => {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`no resource is called ${name}`);
  return found;
};

describe('the program', () => {
  it('writes the desired share and waits until it is observed', async () => {
    const since = '2026-11-18T10:00:00.000Z';
    const { resources, outputs } = await runProgram(world({ previous: 25, previousSince: since }));
    expect(named(resources, 'traffic-share').inputs).toMatchObject({
      metadata: {
        name: 'supersmartmatch-traffic',
        namespace: 'supersmartmatch',
        annotations: { 'pulumi.com/waitFor': 'jsonpath={.data.observed}=25' },
      },
      data: { v2TrafficPercentage: '25', phase: 'ab-tests' },
    });
    expect(outputs).toEqual({
      desiredShare: 25,
      effectiveShare: 25,
      shareSince: since,
      v1State: 'serving',
      phase: 'ab-tests',
      gatewayUrl: 'http://10.96.0.3:80',
      namespace: 'supersmartmatch',
      service: 'supersmartmatch',
    });
  });

  it('changes one resource alone when the share changes', async () => {
    const [low, high] = await Promise.all(
      ['5', '25'].map(async (share) =>
        runProgram(world({ config: { ...config, 'cutover:v2TrafficPercentage': share } })),
      ),
    );
    const changed = low?.resources
      .filter(({ name, inputs }) => {
        return (
          JSON.stringify(inputs) !== JSON.stringify(high && named(high.resources, name).inputs)
        );
      })
      .map(({ name }) => name);
    expect(changed).toEqual(['traffic-share']);
  });

  it('makes the hold as no hold', async () => {
    const { resources } = await runProgram(world());
    expect(named(resources, 'traffic-hold').inputs['data']).toMatchObject({
      v2TrafficPercentage: '100',
    });
  });
});

describe('under a hold', () => {
  const hold = {
    v2TrafficPercentage: '5',
    by: 'alice',
    since: '2026-11-20T10:00:00Z',
    trigger: 'manual',
    reason: 'errors after release 7',
  };

  it('refuses to raise the share, with the reason and the command that releases the hold', async () => {
    const { refusal } = await runProgram(world({ hold, stack: 'production' }));
    expect(refusal).toBe(
      'the share may not rise from 5 % to 25 %: hold at 5 % by alice since 2026-11-20T10:00:00Z (manual): errors ' +
        'after release 7; release it with: cutover release --stack production --reason "..."',
    );
  });

  it('deploys everything else, and waits for the effective share', async () => {
    const { resources, outputs, refusal } = await runProgram(world({ hold, previous: 25 }));
    expect(refusal).toBeUndefined();
    expect(outputs['effectiveShare']).toBe(5);
    expect(named(resources, 'traffic-share').inputs).toMatchObject({
      metadata: { annotations: { 'pulumi.com/waitFor': 'jsonpath={.data.observed}=5' } },
      data: { v2TrafficPercentage: '25' },
    });
  });

  it('refuses a rise when the hold cannot be read', async () => {
    const { refusal } = await runProgram(world({ hold: { v2TrafficPercentage: 'low' } }));
    expect(refusal).toBe(
      `ConfigMap supersmartmatch-hold: 1 problem\n  'data.v2TrafficPercentage' ("low") must be a whole number from 0 ` +
        "to 100, written in digits alone; write a valid hold with 'cutover rollback', or clear it with 'cutover release'",
    );
  });
});

describe('while V2 has no ready pod', () => {
  it('refuses to raise the share', async () => {
    const { refusal } = await runProgram(world({ readyV2: 0 }));
    expect(refusal).toBe(
      'the share may not rise from 5 % to 25 %: V2 has no ready pod; make V2 ready first, at the present share',
    );
  });

  it('deploys a repair of V2 at the present share', async () => {
    const { refusal } = await runProgram(world({ readyV2: 0, previous: 25 }));
    expect(refusal).toBeUndefined();
  });
});
