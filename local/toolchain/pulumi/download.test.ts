import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { localPaths } from '../../settings';
import type { StepContext } from '../../setup/step';
import { tryDownload, wasRefused } from './download';

const day = 24 * 60 * 60 * 1000;

function context(): StepContext {
  const home = mkdtempSync(join(tmpdir(), 'cutover-download-'));
  return {
    paths: localPaths({ CUTOVER_HOME: home }),
    environment: process.env,
    logs: join(home, 'logs'),
    report: () => undefined,
  };
}

function attempt(step: StepContext, script: string): Promise<boolean> {
  return tryDownload('sh', ['-c', script], step, { logFile: join(step.logs, 'download.log') });
}

describe('a download from Pulumi', () => {
  it('is not refused before it was tried', () => {
    expect(wasRefused(context(), Date.now())).toBe(false);
  });

  it('leaves no refusal behind when it succeeds', async () => {
    const step = context();
    expect(await attempt(step, 'echo done')).toBe(true);
    expect(wasRefused(step, Date.now())).toBe(false);
  });

  it('is not asked for again within a day once it was refused', async () => {
    const step = context();
    expect(await attempt(step, 'exit 1')).toBe(false);
    const now = Date.now();
    expect(wasRefused(step, now)).toBe(true);
    expect(wasRefused(step, now + day + 1)).toBe(false);
    // A clock that was set back must not make the refusal last.
    expect(wasRefused(step, now - day)).toBe(false);
  });

  it('passes an interruption of the set-up on and remembers nothing', async () => {
    const interruption = new AbortController();
    const step = { ...context(), signal: interruption.signal };
    const running = attempt(step, 'sleep 60');
    interruption.abort(new Error('ended by SIGINT'));
    await expect(running).rejects.toThrow('ended by SIGINT');
    expect(wasRefused(step, Date.now())).toBe(false);
  });
});
