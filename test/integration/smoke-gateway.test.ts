import { join } from 'node:path';
import { CommandFolder } from '../../cli/run-in-folder';
import { findServiceSource, requireService } from '../../cli/service-source';
import type { SmokeResult } from '../../cli/smoke';
import { projectRoot } from '../../local/settings';
import { readSettings } from '../../simulator/settings';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { GatewayUnderTest } from '../support/gateway/gateway-under-test';
import { RecordingBackends } from '../support/gateway/recording-backends';

/** What a stack lays over both service files: this machine may force a version. */
const STACK = `config:
  cutover:overrides:
    gateway: { workers: 1, forcedVersion: { clients: [CLIENTS] } }
`;

describe('cutover smoke through the gateway itself', () => {
  const backends = new RecordingBackends();
  const simulators: Simulator[] = [];
  let folder: CommandFolder;
  let gateway: GatewayUnderTest;

  beforeAll(() => backends.start());
  afterAll(() => {
    backends.stop();
  });
  beforeEach(() => {
    folder = new CommandFolder();
    folder.write('Pulumi.yaml', 'name: cutover\n');
    folder.write('Pulumi.ours.yaml', STACK.replace('CLIENTS', '127.0.0.0/8'));
    folder.write('Pulumi.others.yaml', STACK.replace('CLIENTS', '192.0.2.0/24'));
    gateway = new GatewayUnderTest(backends);
  });
  afterEach(async () => {
    await gateway.stop();
    folder.remove();
    for (const simulator of simulators.splice(0)) simulator.close();
  });

  async function simulate(environment: Record<string, string>): Promise<number> {
    const settings = readSettings({ PORT: '0', ADMIN_PORT: '0', ...environment });
    const simulator = await startSimulator(settings, () => undefined);
    simulators.push(simulator);
    return simulator.port;
  }

  const file = (name: string): string => join(projectRoot, 'services', `${name}.yaml`);

  async function smoke(name: string, stack: string, share: number, v2: Record<string, string>) {
    const ports = {
      v1: await simulate({ SERVICE: name, VERSION: 'v1' }),
      v2: await simulate({ SERVICE: name, VERSION: 'v2', ...v2 }),
    };
    const source = findServiceSource({ file: file(name), stack }, folder.path);
    await gateway.start(requireService(source), { share, ports });
    const { code, out } = await folder.run(
      ...['smoke', file(name), '--stack', stack, '--json'],
      ...['--url', `http://127.0.0.1:${gateway.port}`],
    );
    return { code, ...(JSON.parse(out) as SmokeResult) };
  }

  it('passes for SuperSmartMatch while nobody else is on V2', async () => {
    const nexten = await simulate({ SERVICE: 'nexten' });
    const result = await smoke('supersmartmatch', 'ours', 0, {
      NEXTEN_URL: `http://127.0.0.1:${nexten}`,
    });
    expect(result.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect([result.code, result.passed]).toEqual([0, 11]);
  });

  it('passes for Mapping DSL, its six endpoints among it, while everybody is on V2', async () => {
    const result = await smoke('mapping-dsl', 'ours', 100, {});
    expect(result.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect([result.code, result.passed]).toEqual([0, 15]);
  });

  it('knows nothing of a version from where none may be forced', async () => {
    const result = await smoke('mapping-dsl', 'others', 0, {});
    expect(result.code).toBe(2);
    const verdicts = result.results.map(({ verdict, check }) => [
      verdict,
      /of V1 (re|st)/.test(check),
    ]);
    expect(verdicts.filter(([verdict, pinned]) => (verdict === 'pass') !== pinned)).toEqual([]);
  });
});
