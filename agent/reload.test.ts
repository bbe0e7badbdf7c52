import type { Share } from '../model/share';
import {
  HANGS_AFTER_MS,
  MAX_DRAINING_GENERATIONS,
  NO_NGINX,
  REFUSED_AFTER_MS,
  reloadStep,
  seeNginx,
  UNFINISHED_AFTER_MS,
  wroteConfig,
  type Config,
  type NginxSight,
  type NginxState,
} from './reload';

const config = (share: number): Config => ({ share: share as Share, hash: `h${share}` });
const sight = (served: number | undefined, more: Partial<NginxSight> = {}): NginxSight => ({
  master: 10,
  accepting: [11, 12],
  draining: 0,
  served: served === undefined ? undefined : config(served),
  ...more,
});
const see = (nginx: NginxState, seen: NginxSight, now = 0) => seeNginx(nginx, seen, now);

/** An NGINX that serves 10 % from the file with 10 %. */
const serving10 = see({ ...NO_NGINX, file: config(10) }, sight(10)).nginx;
const reloading = wroteConfig(
  serving10,
  { config: config(20), signal: true, master: 10, before: [11, 12] },
  1_000,
);
const refused = see(reloading, sight(10), 1_000 + REFUSED_AFTER_MS);

describe('what is to be done about NGINX', () => {
  it('is to write the file without a signal while NGINX does not run', () => {
    expect(reloadStep(NO_NGINX, config(20), 0)).toEqual({ config: config(20), signal: false });
    expect(reloadStep({ ...NO_NGINX, file: config(20) }, config(20), 0)).toBeUndefined();
  });

  it('is to write and signal when NGINX serves something else', () => {
    expect(reloadStep(serving10, config(20), 0)).toEqual({ config: config(20), signal: true });
    expect(reloadStep(serving10, config(10), 0)).toBeUndefined();
  });

  it('is to signal when NGINX has read the file before it was replaced', () => {
    const late = see({ ...NO_NGINX, file: config(20) }, sight(10)).nginx;
    expect(reloadStep(late, config(20), 0)).toEqual({ config: config(20), signal: true });
  });

  it('is nothing while NGINX starts on the right file', () => {
    const starting = see({ ...NO_NGINX, file: config(20) }, sight(undefined)).nginx;
    expect(reloadStep(starting, config(20), 0)).toBeUndefined();
  });

  it('is nothing while a reload is not settled, whatever is wanted by then', () => {
    expect(reloadStep(reloading, config(0), 1_001)).toBeUndefined();
  });

  it('is to signal an NGINX that was confirmed and answers slowly', () => {
    const busy = see(serving10, sight(undefined)).nginx;
    expect(reloadStep(busy, config(0), 0)).toEqual({ config: config(0), signal: true });
  });
});

describe('a reload', () => {
  it('is confirmed when no worker of before accepts and NGINX answers the new hash', () => {
    const { nginx, outcome } = see(reloading, sight(20, { accepting: [13, 14], draining: 2 }));
    expect(outcome).toBe('confirmed');
    expect(nginx).toMatchObject({ pending: undefined, good: config(20), up: true });
  });

  it('is not confirmed while a worker of before accepts, though a new one answers', () => {
    const { nginx, outcome } = see(reloading, sight(20, { accepting: [12, 13, 14] }));
    expect(outcome).toBeUndefined();
    expect(nginx.good).toEqual(config(10));
  });

  it('is not confirmed without an answer', () => {
    const { outcome } = see(reloading, sight(undefined, { accepting: [13, 14] }));
    expect(outcome).toBeUndefined();
  });

  it('is refused when no new worker came in time; the good file is put back', () => {
    expect(see(reloading, sight(10), 999 + REFUSED_AFTER_MS).outcome).toBeUndefined();
    expect(refused.outcome).toBe('rejected');
    expect(refused.nginx).toMatchObject({ good: config(10), up: true });
    const back = { config: config(10), signal: false };
    expect(reloadStep(refused.nginx, config(20), 3_001)).toEqual(back);
  });

  it('has longer to finish once new workers were seen', () => {
    const begun = see(reloading, sight(10, { accepting: [11, 12, 13] }), 1_100).nginx;
    expect(see(begun, sight(10), 1_000 + REFUSED_AFTER_MS).outcome).toBeUndefined();
    expect(see(begun, sight(10), 1_000 + UNFINISHED_AFTER_MS).outcome).toBe('rejected');
  });

  it('is tried again after 1 s, then 2 s, up to 30 s; another share is tried at once', () => {
    const back = wroteConfig(
      refused.nginx,
      { config: config(10), signal: false, master: undefined, before: [] },
      3_001,
    );
    expect(reloadStep(back, config(20), 3_999)).toBeUndefined();
    expect(reloadStep(back, config(20), 4_000)).toEqual({ config: config(20), signal: true });
    expect(reloadStep(back, config(0), 3_500)).toEqual({ config: config(0), signal: true });

    let nginx = back;
    let now = 4_000;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const written = { config: config(20), signal: true, master: 10, before: [11, 12] };
      nginx = wroteConfig(nginx, written, now);
      now += REFUSED_AFTER_MS;
      nginx = see(nginx, sight(10), now).nginx;
      waits.push((nginx.rejection?.retryAt ?? 0) - now);
      now = nginx.rejection?.retryAt ?? 0;
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('that was taken for refused and comes late is accepted, and its file written', () => {
    const late = see(refused.nginx, sight(20, { accepting: [13, 14] }), 3_500).nginx;
    expect(late).toMatchObject({ good: config(20), rejection: undefined });
    const written = { config: config(10), signal: false, master: undefined, before: [] };
    const onOldFile = wroteConfig(late, written, 3_500);
    expect(reloadStep(onOldFile, config(20), 3_501)).toEqual({ config: config(20), signal: false });
  });

  it('is forgotten when NGINX starts anew, which reads the file', () => {
    const gone = see(reloading, sight(undefined, { master: undefined, accepting: [] })).nginx;
    expect(gone).toMatchObject({ pending: undefined, up: false });
    const again = see(gone, sight(20, { master: 50, accepting: [51, 52] })).nginx;
    expect(again).toMatchObject({ good: config(20), up: true });
  });

  it('of a refused configuration is not repeated into a file that NGINX is to start from', () => {
    const gone = see(refused.nginx, sight(undefined, { master: undefined })).nginx;
    const back = { config: config(10), signal: false };
    expect(reloadStep(gone, config(20), 100_000)).toEqual(back);
  });
});

describe('an NGINX that does not answer', () => {
  it('counts as up until it has been silent for too long', () => {
    const once = see(serving10, sight(undefined), 1_000).nginx;
    const later = see(once, sight(undefined), 999 + HANGS_AFTER_MS).nginx;
    expect(later.up).toBe(true);
    expect(see(later, sight(undefined), 1_000 + HANGS_AFTER_MS).nginx.up).toBe(false);
    const between = see(later, sight(10), 2_000).nginx;
    expect(see(between, sight(undefined), 1_000 + HANGS_AFTER_MS).nginx.up).toBe(true);
  });

  it('is not silent while it is not asked, because old workers accept', () => {
    const waiting = see(reloading, sight(undefined), 1_100).nginx;
    expect(waiting.silentSince).toBeUndefined();
  });

  it('is down at once when its master is gone', () => {
    expect(see(serving10, sight(undefined, { master: undefined })).nginx.up).toBe(false);
  });
});

describe('old workers', () => {
  const crowded = see(serving10, sight(10, { draining: 2 * MAX_DRAINING_GENERATIONS })).nginx;

  it('hold back a rise when there are too many, never a fall', () => {
    expect(reloadStep(crowded, config(20), 0)).toBeUndefined();
    expect(reloadStep(crowded, config(5), 0)).toEqual({ config: config(5), signal: true });
    const fewer = see(crowded, sight(10, { draining: 2 * MAX_DRAINING_GENERATIONS - 1 })).nginx;
    expect(reloadStep(fewer, config(20), 0)).toEqual({ config: config(20), signal: true });
  });
});
