import { userInfo } from 'node:os';
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

  async function expectConverged(share: number): Promise<void> {
    await scene.stack.up();
    expect(await scene.traffic()).toMatchObject({ observed: String(share) });
    const preview = ['preview', '--non-interactive', '--expect-no-changes'];
    expect(await scene.stack.withConfig(preview)).toMatchObject({ code: 0 });
    const { stdout } = await scene.stack.pulumi(['stack', 'export']);
    expect(stdout).not.toContain('pending_operations');
  }

  it('by a kill during the creation goes on after cancel and refresh', async () => {
    const up = RunningPulumi.up(scene);
    await up.when('the gateway has pods', async () => (await scene.gatewayPods()).length > 0);
    await up.kill();
    expect(await refusal(scene.stack.up())).toContain('the stack is currently locked by 1 lock(s)');
    await recover();
    expect(await RunningPulumi.up(scene, TAKE_OVER).ended).toMatchObject({ code: 0 });
    await expectConverged(0);
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
    await expectConverged(5);
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
