import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal, Scene } from '../support/e2e/scene';

const SHARE = 'cutover:v2TrafficPercentage';
const MEND_SHARE = `run: pulumi config set ${SHARE} <0 to 100> --stack local`;
const SHARE_RULE = `be a whole number from 0 to 100, written in digits alone; ${MEND_SHARE}`;

/** A team's first attempt, with mistakes on lines 3, 4, 6, 8 and 9. */
const BAD_SERVICE = `name: orders
versions:
  v1: {image: 'orders:1', port: 70000}
  v2:
    image: orders:2
    prot: 8080
gateway:
  replicas: 0
  longestRequestSecond: 60
plan: all
plans:
  all: { phases: [{ name: all, steps: [{ share: 0 }, { share: 100 }] }] }
`;

/** What may slip into a pull request. Nothing of it reaches the cluster. */
describe('bad input', () => {
  let scene: Scene;
  let stackFile: string;
  let committed: string;

  beforeAll(async () => {
    scene = await Scene.open('e2e-bad-input');
    stackFile = join(scene.folder, 'Pulumi.local.yaml');
    committed = readFileSync(stackFile, 'utf8');
  });

  afterEach(() => {
    writeFileSync(stackFile, committed);
  });

  afterAll(async () => {
    await scene.close();
  });

  /** Writes the share as a hand does in an editor: the quotes are part of the text. */
  function writeShare(written: string | undefined): void {
    const line = written === undefined ? '' : `  ${SHARE}: ${written}\n`;
    scene.edit('Pulumi.local.yaml', (text) => text.replace(/^ {2}cutover:v2Traffic.*\n/m, line));
  }

  async function refused(command: 'preview' | 'up' = 'preview'): Promise<string[]> {
    const words = command === 'up' ? ['up', '--yes', '--skip-preview'] : ['preview'];
    return errorOf(await refusal(scene.stack.withConfig([...words, '--non-interactive'])));
  }

  const shareRefused = (got: string): string[] => [
    'config of stack local: 1 problem',
    `  '${SHARE}' (${got}) must ${SHARE_RULE}`,
  ];

  it.each([
    ['-1', '"-1"'],
    ['101', '"101"'],
    ['12.5', '"12.5"'],
    ['"10 %"', '"10 %"'],
    ['" 10"', '" 10"'],
    ['1e2', '"1e2"'],
    ['010', '"010"'],
    ['""', '""'],
    [undefined, 'missing'],
  ])('in the share, written as %s, is refused at preview', async (written, got) => {
    writeShare(written);
    expect(await refused()).toEqual(shareRefused(got));
  });

  it('in the share is refused by an update without a preview as well, and nothing is made', async () => {
    writeShare('101');
    expect(await refused('up')).toEqual(shareRefused('"101"'));
    const { items } = await scene.core.listNamespace({
      fieldSelector: `metadata.name=${scene.namespace}`,
    });
    expect(items).toEqual([]);
  });

  it('is a share that no reviewer can read', async () => {
    await scene.stack.withConfig(['config', 'set', '--secret', SHARE, '25']);
    expect(await refused()).toEqual([
      'config of stack local: 1 problem',
      `  '${SHARE}' (a secret) must be plain text, so that a reviewer can read it, and a whole number from 0 to 100; ${MEND_SHARE} --plaintext`,
    ]);
  });

  it('is told with all its problems at once', async () => {
    writeShare('101');
    await scene.stack.set('cutover:v2TraficPercentage', '50');
    await scene.stack.set('cutover:service', 'supersmartmach');
    await scene.stack.set('cutover:confirmSeconds', '5');
    expect(await refused()).toEqual([
      'config of stack local: 4 problems',
      expect.stringMatching(
        /^ {2}'cutover:v2TraficPercentage' \(an unknown key\) must be one of cutover:service, .+; if you meant cutover:v2TrafficPercentage, set that, and run: pulumi config rm cutover:v2TraficPercentage --stack local$/,
      ),
      `  '${SHARE}' ("101") must ${SHARE_RULE}`,
      expect.stringMatching(
        /^ {2}'cutover:service' \("supersmartmach"\) must be one of services\/\*\.yaml \(.+\); run: pulumi config set cutover:service supersmartmatch --stack local$/,
      ),
      `  'cutover:confirmSeconds' ("5") must be a whole number of seconds from 10 to 3600; run: pulumi config set cutover:confirmSeconds 300 --stack local`,
    ]);
  });

  it('in the overrides is refused with the nearest field', async () => {
    await scene.stack.set('cutover:overrides.gateway.replcas', '7');
    expect(await refused()).toEqual([
      'services/supersmartmatch.yaml: 1 problem',
      expect.stringMatching(
        /^ {2}'cutover:overrides: gateway\.replcas' \(7\) must be one of the known fields \(replicas, .+\); write 'replicas', or remove it$/,
      ),
    ]);
  });

  it('in a service file is told with every line at once', async () => {
    writeFileSync(join(scene.folder, 'services', 'orders.yaml'), BAD_SERVICE);
    await scene.stack.set('cutover:service', 'orders');
    await scene.stack.withConfig(['config', 'rm', 'cutover:overrides']);
    expect(await refused()).toEqual([
      'services/orders.yaml: 5 problems',
      "  line 3, column 27: 'versions.v1.port' (70000) must be at most 65535; correct it",
      "  line 4, column 3: 'versions.v2.port' (missing) must be a number; add it",
      expect.stringMatching(
        /^ {2}line 6, column 5: 'versions\.v2\.prot' \(8080\) must be one of the known fields \(.+\); write 'port', or remove it$/,
      ),
      "  line 8, column 3: 'gateway.replicas' (0) must be at least 1; correct it",
      expect.stringMatching(
        /^ {2}line 9, column 3: 'gateway\.longestRequestSecond' \(60\) must be one of the known fields \(.+\); write 'longestRequestSeconds', or remove it$/,
      ),
    ]);
  });
});

/** @returns the lines of the one error among Pulumi's diagnostics. */
function errorOf(output: string): string[] {
  const lines = output.slice(output.indexOf('\nDiagnostics:')).split('\n');
  const errors = lines.filter((line) => line.startsWith('    error: '));
  expect(errors).toHaveLength(1);
  const first = lines.indexOf(errors[0] ?? '');
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('      '));
  return [(errors[0] ?? '').slice('    error: '.length), ...lines.slice(first + 1, end)].map(
    (line, index) => (index === 0 ? line : line.slice('    '.length)),
  );
}
