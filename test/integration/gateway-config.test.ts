import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { script } from '../../local/bundle/bundles';
import { buildScript } from '../../local/bundle/script';
import { projectRoot } from '../../local/settings';
import type { V1State } from '../../model/finalise';
import { renderGateway } from '../../model/gateway/gateway';
import type { Service } from '../../model/service/service';
import {
  anyService,
  anyServiceWithFirewall,
  anyShare,
  anyV1State,
} from '../support/gateway/any-service';
import { makeCertificate } from '../support/gateway/certificate';
import { dynamicPart } from '../support/gateway/dynamic-part';
import { checkConfigs, type ConfigCheck } from '../support/nginx-root';

/** The image's NGINX on whatever configuration a service file may lead to. */
describe('nginx -t', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-config-'));
  const path = (name: string): string => join(folder, name);

  beforeAll(async () => {
    for (const name of ['etc', 'run/requests']) mkdirSync(path(name), { recursive: true });
    await buildScript(projectRoot, script.entry, path('run/gateway.js'));
    makeCertificate(path('run'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  type Case = readonly [service: Service, v1State: V1State, share: number];

  /** Each configuration in folders of its own. */
  function write([service, v1State, share]: Case, index: number): string {
    const own = (text: string): string =>
      text
        .replaceAll('/run/cutover/upstreams.conf', `/run/cutover/${index}/upstreams.conf`)
        .replaceAll('/etc/cutover/', `/etc/cutover/${index}/`);
    for (const name of ['etc', 'run']) mkdirSync(path(`${name}/${index}`), { recursive: true });
    for (const [name, text] of Object.entries(renderGateway(service, { v1State }))) {
      writeFileSync(path(`etc/${index}/${name}`), own(text as string));
    }
    const ports = { v1: 5_062, v2: 5_070 };
    writeFileSync(
      path(`run/${index}/upstreams.conf`),
      dynamicPart({ service, share, v1State, ports }),
    );
    return `/etc/cutover/${index}/nginx.conf`;
  }

  /** @returns what NGINX says of those that it refuses or warns of. */
  async function refused(cases: readonly Case[]): Promise<object[]> {
    const mounts = { '/etc/cutover': path('etc'), '/run/cutover': path('run') };
    const checks = await checkConfigs(mounts, cases.map(write));
    return checks.flatMap((check, index) => {
      const [{ gateway, routes, assignment } = {} as Service] = cases[index] ?? [];
      const lines = complaints(check);
      return check.ok && lines.length === 0 ? [] : [{ lines, gateway, routes, assignment }];
    });
  }

  /** Warnings of NGINX that say something of the service file and not of the rendering. */
  const harmless = [
    // Networks of any addresses: of two that overlap, the narrower one counts.
    /low address bits of .* are meaningless/,
    /duplicate network/,
    // The test's machine, not the pod.
    /worker_connections exceed open file resource limit/,
    /\[notice\]/,
    /syntax is ok$/,
    /test is successful$/,
  ];
  const complaints = ({ output }: ConfigCheck): string[] =>
    output.split('\n').filter((line) => line !== '' && !harmless.some((one) => one.test(line)));

  // Which of a batch is refused stands in the message: no need to search for it.
  const batches = (numRuns: number) => ({ numRuns, endOnFailure: true });
  const batch = (service: fc.Arbitrary<Service>, size: number) =>
    fc.array(fc.tuple(service, anyV1State, anyShare), { minLength: size, maxLength: size });

  it('accepts what any service file leads to', async () => {
    await fc.assert(
      fc.asyncProperty(batch(anyService, 40), async (cases) => {
        expect(await refused(cases)).toEqual([]);
      }),
      batches(3),
    );
  });

  it('accepts it with any firewall', async () => {
    await fc.assert(
      fc.asyncProperty(batch(anyServiceWithFirewall, 8), async (cases) => {
        expect(await refused(cases)).toEqual([]);
      }),
      batches(1),
    );
  });
});
