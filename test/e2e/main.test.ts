import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { changedFields } from '../../local/demo/preview-diff';
import { refusal, Scene } from '../support/e2e/scene';

/** After a change a connection that was open may carry one more request at the old share. */
const SETTLE_MS = 1_500;

const statusSchema = z.object({
  desired: z.int(),
  effective: z.int(),
  observed: z.int(),
  settled: z.boolean(),
  hold: z.object({ share: z.int(), by: z.string(), reason: z.string() }).nullable(),
  gatewayPods: z.array(z.object({ ready: z.boolean(), share: z.string().nullable() })),
});

const historySchema = z.array(
  z.object({
    kind: z.string(),
    result: z.string(),
    config: z.record(z.string(), z.object({ value: z.string() })),
  }),
);

/** A migration as its operators go through it: the real CLIs, the real API server, NGINX and agents. */
describe('the local stack', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open('e2e-main');
    await scene.stack.up();
  });

  afterAll(async () => {
    await scene.close();
  });

  const preview = (...args: string[]) =>
    scene.stack.withConfig(['preview', '--non-interactive', ...args]);

  async function status(): Promise<z.infer<typeof statusSchema>> {
    const { stdout } = await scene.cutover('status', '--stack', 'local', '--json');
    return statusSchema.parse(JSON.parse(stdout));
  }

  /** V2's part of the replies, in percent. */
  async function measuredShare(requests: number): Promise<number | null> {
    await sleep(SETTLE_MS);
    const load = await scene.load({ connections: 32, requests, seconds: 60 });
    const { failed, v2Percent } = await load.report;
    load.close();
    expect(failed).toBe(0);
    return v2Percent;
  }

  it('moves the traffic by one number, which is all that a preview shows', async () => {
    await scene.stack.setShare(5);
    expect(await scene.stack.up()).toMatchObject({ changed: 1 });
    await scene.stack.setShare(25);
    expect(changedFields(await scene.stack.preview())).toEqual([
      '~ kubernetes:core/v1:ConfigMap: (update)',
      '  ~ data    : {',
      '      ~ v2TrafficPercentage: "5" => "25"',
      '    }',
      '  ~ metadata: {',
      '      ~ annotations: {',
      '          ~ pulumi.com/waitFor: "jsonpath={.data.observed}=5" => "jsonpath={.data.observed}=25"',
      '        }',
      '    }',
    ]);
    expect(await scene.stack.up()).toMatchObject({ changed: 1 });
    expect(await scene.stack.outputs()).toMatchObject({ desiredShare: 25, effectiveShare: 25 });
    expect(Math.abs(((await measuredShare(6_000)) ?? NaN) - 25)).toBeLessThanOrEqual(0.1);
    expect(await status()).toEqual({
      desired: 25,
      effective: 25,
      observed: 25,
      settled: true,
      hold: null,
      gatewayPods: Array.from({ length: 3 }, () => ({ ready: true, share: '25' })),
    });
  });

  it('has nothing to change after the agents have written the observed share', async () => {
    const refresh = ['refresh', '--yes', '--skip-preview', '--non-interactive'];
    await expect(preview('--expect-no-changes')).resolves.toMatchObject({ code: 0 });
    await scene.stack.withConfig(refresh);
    await expect(preview('--expect-no-changes')).resolves.toMatchObject({ code: 0 });
  });

  it('keeps a hold through refused raises and other changes until it is released', async () => {
    const down = await scene.cutover(
      ...['rollback', '--stack', 'local', '--reason', 'errors', '--by', 'alice'],
    );
    expect(down.code).toBe(0);
    expect(await measuredShare(6_000)).toBe(0);

    await scene.stack.setShare(50);
    expect(await refusal(preview())).toMatch(
      /the share may not rise from 25 % to 50 %: hold at 0 % by alice since \d{4}-\d\d-\d\dT[\d:.]+Z \(manual\): errors; release it with: cutover release --stack local --reason "\.\.\."/,
    );
    await scene.stack.setShare(25);

    // The autoscaler's ceiling, and the traffic ConfigMap, which now waits for the held share.
    await scene.stack.set('cutover:overrides.versions.v1.replicas.max', '3');
    expect(await scene.stack.up()).toMatchObject({ changed: 2 });
    const { stdout } = await scene.kubectl('get', 'hpa', `${scene.service}-v1`, '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ spec: { maxReplicas: 3 } });
    expect(await status()).toMatchObject({
      desired: 25,
      effective: 0,
      observed: 0,
      hold: { share: 0, by: 'alice', reason: 'errors' },
    });

    const up = await scene.cutover('release', '--stack', 'local', '--reason', 'mended');
    expect(up.code).toBe(0);
    expect(await status()).toMatchObject({ effective: 25, observed: 25, hold: null });
    expect(await scene.stack.up()).toMatchObject({ changed: 1 });
  });

  it('tells in its history which share was set when', async () => {
    const { stdout } = await scene.stack.pulumi(['stack', 'history', '--json']);
    const updates = historySchema
      .parse(JSON.parse(stdout))
      .map(
        ({ kind, result, config }) =>
          `${kind} ${result} ${config['cutover:v2TrafficPercentage']?.value ?? ''}`,
      );
    expect(updates).toEqual([
      'update succeeded 25',
      'update succeeded 25',
      'refresh succeeded 25',
      'update succeeded 25',
      'update succeeded 5',
      'update succeeded 0',
    ]);
  });

  it('leaves nothing when it is destroyed', async () => {
    await scene.stack.destroy();
    const { items } = await scene.core.listNamespace({
      fieldSelector: `metadata.name=${scene.namespace}`,
    });
    expect(items).toEqual([]);
    const { stdout } = await scene.stack.pulumi(['stack', 'export']);
    expect(JSON.parse(stdout)).not.toHaveProperty('deployment.resources');
  });
});
