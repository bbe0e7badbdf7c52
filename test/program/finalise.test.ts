import { named } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Outcome, World } from '../support/program/world';

const plans = { migration: { finalise: { deprecated: '2020-06-01', sunset: '2020-12-31' } } };
const world = (finalise: string, more: Partial<World> = {}): World => ({
  stack: 'production',
  config: {
    'cutover:service': 'supersmartmatch',
    'cutover:v2TrafficPercentage': '100',
    'cutover:image': 'cutover:1',
    'cutover:gatewayImage': 'nginx:1',
    'cutover:overrides': JSON.stringify({ plans }),
    'cutover:finalise': finalise,
  },
  previous: 100,
  ...more,
});
const ofV1 = ({ resources }: Outcome) =>
  resources.map(({ name }) => name).filter((name) => /(^|-)v1(-|$)/.test(name));

describe('the deprecation of V1', () => {
  it('keeps all of V1, and is written as the state and the phase of the stack', async () => {
    const outcome = await runProgram(world('deprecate'));
    expect(outcome.refusal).toBeUndefined();
    expect(outcome.outputs).toMatchObject({ v1State: 'deprecated', phase: 'finalise' });
    expect(ofV1(outcome)).toContain('v1-deployment');
  });

  it('is refused under a hold', async () => {
    const hold = {
      v2TrafficPercentage: '50',
      by: 'alice',
      since: '2026-11-20T10:00:00Z',
      trigger: 'manual',
      reason: 'errors after release 7',
    };
    const { refusal } = await runProgram(world('deprecate', { hold }));
    expect(refusal).toBe(
      [
        'V1 may not be marked deprecated: 1 problem',
        "  'the hold' (hold at 50 % by alice since 2026-11-20T10:00:00Z (manual): errors after release 7) must be " +
          'released first; run: cutover release --stack production --reason "..."',
      ].join('\n'),
    );
  });
});

describe('the removal of V1', () => {
  it('leaves nothing of V1, and tells the gateway, the policies and the agents so', async () => {
    const outcome = await runProgram(world('remove', { previousV1: 'deprecated' }));
    expect(outcome.refusal).toBeUndefined();
    expect(outcome.outputs).toMatchObject({ v1State: 'removed', effectiveShare: 100 });
    expect(ofV1(outcome)).toEqual([]);
    const { data } = named(outcome.resources, 'traffic-share').inputs;
    expect(data).toEqual({ v2TrafficPercentage: '100', phase: 'finalise', v2Floor: '6' });
  });

  it('is refused as the first step, before anything that serves is touched', async () => {
    const { refusal, resources } = await runProgram(world('remove', { previousV1: 'serving' }));
    expect(refusal).toBe(
      [
        'V1 may not be removed: 1 problem',
        "  'the state of V1' (serving) must be deprecated before it is removed; run: pulumi config set " +
          'cutover:finalise deprecate --stack production, update, and remove V1 by a second update',
      ].join('\n'),
    );
    const touched = resources.map(({ name }) => name);
    expect(touched).not.toContain('gateway-config-map');
    expect(touched).not.toContain('gateway-deployment');
    expect(touched).not.toContain('traffic-share');
  });

  it('goes through before its sunset by a reviewed override', async () => {
    const sunset = { migration: { finalise: { deprecated: '2020-06-01', sunset: '2999-12-31' } } };
    const early = (policyOverrides: object[]): World => {
      const whole = world('remove', { previousV1: 'deprecated' });
      const changed = {
        'cutover:overrides': JSON.stringify({ plans: sunset }),
        'cutover:policyOverrides': JSON.stringify(policyOverrides),
      };
      return { ...whole, config: { ...whole.config, ...changed } };
    };
    const override = {
      rule: 'v1-removal',
      reason: 'no client of V1 is left',
      owner: 'ops@company.com',
    };
    const [refused, allowed] = await Promise.all([
      runProgram(early([])),
      runProgram(early([override])),
    ]);
    expect(refused.refusal).toMatch(/^V1 may not be removed: 1 problem\n {2}'plans\.migration/);
    expect(allowed.refusal).toBeUndefined();
  });
});
