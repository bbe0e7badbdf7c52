import { userInfo } from 'node:os';
import { z } from 'zod';
import { endAll, RunningPulumi } from '../support/e2e/running-pulumi';
import { refusal, Scene } from '../support/e2e/scene';

/** For one `pulumi up`: takes over objects that a killed one has made and not written down. */
const TAKE_OVER = {
  PULUMI_K8S_UPSERT_EXISTING_OBJECTS: 'true',
  PULUMI_K8S_ENABLE_PATCH_FORCE: 'true',
};

/** What the documentation tells to do after an update that was killed. No state is edited by hand. */
describe('an update that is disturbed', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open('e2e-killed');
  });

  afterEach(() => {
    endAll(scene.folder);
  });

  afterAll(async () => {
    await scene.close();
  });

  async function recover(): Promise<void> {
    await scene.stack.pulumi(['cancel', '--yes', '--stack', 'local']);
    await scene.stack.withConfig([
      ...['refresh', '--yes', '--skip-preview', '--non-interactive', '--clear-pending-creates'],
    ]);
  }

  /** What is left to do after an update that is to have done everything, and the share that is observed. */
  async function outcome() {
    const preview = await scene.stack.withConfig(['preview', '--non-interactive', '--json']);
    const { stdout } = await scene.stack.pulumi(['stack', 'export']);
    return {
      left: changesOf(preview.stdout),
      pending: stdout.includes('pending_operations'),
      observed: (await scene.traffic())?.['observed'],
    };
  }

  it('by a kill during the creation goes on after cancel and refresh', async () => {
    const up = RunningPulumi.up(scene);
    await up.when('the gateway has pods', async () => (await scene.gatewayPods()).length > 0);
    await up.kill();
    expect(await refusal(scene.stack.up())).toContain('the stack is currently locked by 1 lock(s)');
    await recover();
    expect(await RunningPulumi.up(scene, TAKE_OVER).ended).toMatchObject({ code: 0 });
    await scene.stack.up();
    expect(await outcome()).toEqual({ left: [], pending: false, observed: '0' });
  });

  it('by a kill at any step of a change of the share goes on after cancel and refresh', async () => {
    await scene.stack.setShare(5);
    const before = RunningPulumi.up(scene);
    await before.locked();
    await before.kill();
    await recover();

    const during = RunningPulumi.up(scene);
    await during.when('the share is written', async () => {
      return (await scene.traffic())?.['v2TrafficPercentage'] === '5';
    });
    await during.kill();
    await recover();
    await scene.stack.up();
    expect(await outcome()).toEqual({ left: [], pending: false, observed: '5' });
  });

  it('keeps a second one out, which names who is there', async () => {
    await scene.stack.setShare(25);
    const first = RunningPulumi.up(scene);
    await first.locked();
    // Stopped for a moment, so that it cannot be through before the second one looks.
    first.signal('SIGSTOP');
    const second = await refusal(scene.stack.up());
    first.signal('SIGCONT');
    expect(second).toContain('the stack is currently locked by 1 lock(s)');
    expect(second).toContain(`created by ${userInfo().username}@`);
    expect(second).toContain(`(pid ${first.pid})`);
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await scene.traffic()).toMatchObject({ observed: '25' });
  });
});

const previewSchema = z.object({ changeSummary: z.record(z.string(), z.int()) });

/** @returns the kinds of operation that a preview announces, reads aside. */
function changesOf(preview: string): string[] {
  const { changeSummary } = previewSchema.parse(JSON.parse(preview));
  return Object.keys(changeSummary).filter((kind) => kind !== 'same' && kind !== 'read');
}
