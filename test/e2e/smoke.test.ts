import type { SmokeResult } from '../../cli/smoke';
import { Scene } from '../support/e2e/scene';

/** The checks of both service files against all that runs for them: gateway, versions and companions. */
describe('cutover smoke --stack', () => {
  let scene: Scene;

  afterEach(async () => {
    await scene.close();
  });

  /** Sends the checks, finding the gateway by the stack alone. */
  async function smoke() {
    const ended = await scene.cutover(
      ...['smoke', '--stack', 'local', '--namespace', scene.namespace, '--json'],
    );
    const { results, passed } = JSON.parse(ended.stdout) as SmokeResult;
    return { code: ended.code, passed, others: results.filter((one) => one.verdict !== 'pass') };
  }

  it('passes for SuperSmartMatch, where V2 asks Nexten', async () => {
    scene = await Scene.open('e2e-smoke');
    await scene.stack.up();
    expect(await smoke()).toEqual({ code: 0, passed: 11, others: [] });
    const asked = "fetch('http://127.0.0.1:5052/metrics').then((r) => r.text()).then(console.log)";
    const { stdout } = await scene.kubectl(
      ...['exec', 'deployment/supersmartmatch-nexten', '--', 'node', '-e', asked],
    );
    expect(stdout).toMatch(/nexten_requests_total\{route="\/match",code="200",.*\} [1-9]/);
  });

  it('passes for Mapping DSL and its six endpoints', async () => {
    scene = await Scene.open('e2e-smoke-mapping');
    await scene.stack.set('cutover:service', 'mapping-dsl');
    await scene.stack.withConfig(['config', 'rm', '--path', 'cutover:overrides.companions']);
    await scene.stack.up();
    expect(await smoke()).toEqual({ code: 0, passed: 15, others: [] });
  });
});
