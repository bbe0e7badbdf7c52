import { CommandFailure } from '../../cli/failure';
import { PulumiCli } from '../../cli/pulumi/pulumi-cli';
import { SHOP } from '../../cli/run-in-folder';
import { ensureBundles } from '../../local/bundle/bundles';
import { projectRoot } from '../../local/settings';
import { until } from '../../local/stack/until';
import { TinyStack } from '../support/cli/tiny-stack';

const LIMIT_MS = 120_000;

/** What the `cutover` command asks of the real Pulumi, on a file backend. */
describe('the Pulumi behind the cutover command', () => {
  let stack: TinyStack;
  let pulumi: PulumiCli;

  beforeAll(async () => {
    await ensureBundles(projectRoot);
    stack = new TinyStack();
    // The Automation API looks for the CLI by the PATH of this very process.
    process.env['PATH'] = stack.environment['PATH'];
    stack.write('services/tiny.yaml', SHOP.replace('name: shop', 'name: tiny'));
    await stack.create(0);
    await stack.set('cutover:token', 'hush', '--secret');
    pulumi = new PulumiCli(stack, stack.environment);
  }, LIMIT_MS);

  afterAll(() => {
    stack.remove();
  });

  const up = (message: string, lines: string[] = [], signal = new AbortController().signal) =>
    pulumi.up({ message, onProgress: (line) => lines.push(line), signal });

  it('updates a stack, tells what changes, and leaves its message in the history', async () => {
    const lines: string[] = [];
    await up('Begin with nothing', lines);
    expect(lines).toContain('creating Traffic traffic-0');
    expect(lines.some((line) => /^creating Traffic traffic-0: done \(\d/.test(line))).toBe(true);
    expect(await pulumi.outputs()).toMatchObject({ desiredShare: 0 });
  });

  it('shows the history without lock, passphrase and cluster, and no secret', async () => {
    const blind = new PulumiCli(stack, {
      ...stack.environment,
      PULUMI_CONFIG_PASSPHRASE: undefined,
    });
    const text = await blind.history(10);
    expect(text).toContain('"message": "Begin with nothing"');
    expect(text).not.toContain('hush');
    expect(await blind.outputs()).toBeUndefined();

    const { code, stdout } = await stack.cutover('history', '--stack', 'tiny', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      entries: [{ kind: 'update', version: null, result: 'succeeded', share: 0, phase: 'all' }],
      delivery: { deployments: 1, failures: [] },
      problems: [expect.stringMatching(/^holds are not known: no kubeconfig at /)],
    });
  });

  it('tells why an update failed', async () => {
    await stack.set('cutover:refuse', 'the share may not rise from 0 % to 5 %: held');
    await expect(up('Try')).rejects.toThrow(
      /^pulumi up failed:\n {2}.*the share may not rise from 0 % to 5 %: held/s,
    );
    await stack.pulumi('config', 'rm', 'cutover:refuse', '--stack', 'tiny');
    const { stdout } = await stack.cutover('history', '--stack', 'tiny', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      delivery: { failures: [{ why: 'update failed' }] },
    });
  });

  it('never makes a stack', async () => {
    const other = new PulumiCli({ stack: 'tyni', folder: stack.folder }, stack.environment);
    const error = await other
      .up({ message: 'x', onProgress: () => undefined, signal: new AbortController().signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CommandFailure);
    expect((error as CommandFailure).message).toBe(
      "there is no stack 'tyni' in this backend; make it with pulumi stack init tyni, or check the backend with pulumi whoami --verbose",
    );
    expect(await stack.pulumi('stack', 'ls', '--json')).not.toContain('tyni');
  });

  it(
    'says that another update is under way, and ends one in order when it is interrupted',
    async () => {
      await stack.set('cutover:seconds', '60');
      const interrupted = new AbortController();
      const lines: string[] = [];
      const ended = up('Slow', lines, interrupted.signal).catch((thrown: unknown) => thrown);
      await until('the update has begun', () => Promise.resolve(stack.isLocked() || undefined));
      await expect(up('Second')).rejects.toThrow(
        "another update of stack 'tiny' is under way; wait for it, and if none is, run pulumi cancel --stack tiny",
      );
      interrupted.abort();
      expect(await ended).toBeInstanceOf(CommandFailure);
      expect(stack.isLocked()).toBe(false);
      await stack.set('cutover:seconds', '0');
      await up('After it');
    },
    LIMIT_MS,
  );

  it('says what to do where there is no pulumi', async () => {
    const nowhere = new PulumiCli(stack, { ...stack.environment, PATH: '/nowhere' });
    await expect(nowhere.history(1)).rejects.toThrow(
      `cannot read the history of stack 'tiny': there is no pulumi on the PATH; install it (https://www.pulumi.com/docs/install), or here: eval "$(npm run -s cluster -- env)"`,
    );
  });
});
