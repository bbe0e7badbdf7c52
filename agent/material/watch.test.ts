import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Share } from '../../model/share';
import { makeCertificate } from '../../test/support/agent/certificates';
import { MountedSecret } from '../../test/support/agent/mounted-secret';
import { until } from '../../local/stack/until';
import type { Certificate } from './certificate';
import { Copies } from './copies';
import type { Mounted } from './mounted';
import { watchMounted } from './watch';

const pairs = [makeCertificate(), makeCertificate()] as const;
const files = ({ certificate, key }: (typeof pairs)[number]) => ({
  'tls.crt': certificate,
  'tls.key': key,
});

describe('what is mounted and copied', () => {
  let folder: string;
  let shared: string;
  let secret: MountedSecret;
  let copies: Copies;
  let seen: Mounted<Certificate>[];
  let stop: () => Promise<void>;

  function watch(): void {
    copies = new Copies(shared);
    seen = [];
    const stopping = new AbortController();
    const listener = {
      onCertificate: (mounted: Mounted<Certificate>) => void seen.push(mounted),
      onKeySet: () => undefined,
    };
    const ended = watchMounted({ tls: secret.folder }, copies, listener, stopping.signal, 5);
    stop = () => {
      stopping.abort();
      return ended;
    };
  }
  const seeing = (problem: string | undefined) =>
    until(`the news: ${problem ?? 'no problem'}`, () => {
      const last = seen.at(-1);
      return last !== undefined && last.problem?.kind === problem && last;
    });
  const copy = (certificate: string | undefined) =>
    copies.provide({ share: 0 as Share, certificate });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cutover-mounted-'));
    shared = mkdtempSync(join(tmpdir(), 'cutover-shared-'));
    secret = new MountedSecret(join(folder, 'tls'));
    watch();
  });
  afterEach(async () => {
    await stop();
    for (const each of [folder, shared]) rmSync(each, { recursive: true });
  });

  it('is told when it comes, when it is renewed, and once each', async () => {
    await seeing('missing');
    secret.put(files(pairs[0]));
    const first = await seeing(undefined);
    secret.put(files(pairs[1]));
    await until(
      'the renewed one',
      () => seen.at(-1)?.usable?.fingerprint !== first.usable?.fingerprint,
    );
    expect(seen.map(({ problem }) => problem?.kind)).toEqual(['missing', undefined, undefined]);
  });

  it('stays when a bad one is mounted, also for the next agent', async () => {
    secret.put(files(pairs[0]));
    const { usable } = await seeing(undefined);
    await copy(usable?.fingerprint);
    secret.put({ ...files(pairs[0]), 'tls.key': pairs[1].key });
    expect(await seeing('invalid')).toEqual({
      usable,
      problem: { kind: 'invalid', why: 'its key belongs to another certificate' },
    });
    await stop();
    watch();
    expect((await seeing('invalid')).usable).toEqual(usable);
  });

  it('is copied for this user alone, and only what is asked for stays', async () => {
    secret.put(files(pairs[0]));
    const first = (await seeing(undefined)).usable?.fingerprint ?? '';
    await copy(first);
    expect(readFileSync(join(shared, `tls-${first}.key`), 'utf8')).toBe(pairs[0].key);
    expect(statSync(join(shared, `tls-${first}.key`)).mode & 0o777).toBe(0o600);
    secret.put(files(pairs[1]));
    await until(
      'the renewed one',
      () => seen.length > 1 && seen.at(-1)?.usable?.fingerprint !== first,
    );
    const second = seen.at(-1)?.usable?.fingerprint ?? '';
    await copy(second);
    expect(readdirSync(shared)).toHaveLength(4);
    copies.clean({ share: 0 as Share, certificate: second });
    expect(readdirSync(shared).sort()).toEqual([`tls-${second}.crt`, `tls-${second}.key`]);
    await copy(first);
    expect(readdirSync(shared)).toHaveLength(4);
  });
});
