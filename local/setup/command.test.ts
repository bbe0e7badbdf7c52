import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCommand } from './command';

const logFile = (): string => join(mkdtempSync(join(tmpdir(), 'cutover-command-')), 'a.log');

describe('runCommand', () => {
  it('returns all lines of both outputs and keeps them in the log', async () => {
    const log = logFile();
    const seen: string[] = [];
    const lines = await runCommand('sh', ['-c', 'echo out; sleep 0.1; echo err >&2'], {
      logFile: log,
      onLine: (line) => seen.push(line),
    });
    expect(lines).toEqual(['out', 'err']);
    expect(seen).toEqual(['out', 'err']);
    expect(readFileSync(log, 'utf8')).toBe('$ sh -c echo out; sleep 0.1; echo err >&2\nout\nerr\n');
  });

  it('shows the last lines and the log of a program that failed', async () => {
    const log = logFile();
    await expect(runCommand('sh', ['-c', 'seq 20; exit 3'], { logFile: log })).rejects.toThrow(
      [
        'sh failed with exit code 3. Its last lines:',
        ...Array.from({ length: 12 }, (_, index) => String(index + 9)),
        `All of it: ${log}`,
      ].join('\n  '),
    );
  });

  it('names a program that is not there', async () => {
    await expect(runCommand('no-such-program', [], { logFile: logFile() })).rejects.toMatchObject({
      outcome: 'could not be started (spawn no-such-program ENOENT)',
    });
  });

  it('ends a program and what it started when interrupted', async () => {
    const interruption = new AbortController();
    let pid = 0;
    const running = runCommand('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      logFile: logFile(),
      onLine: (line) => {
        pid = Number(line);
        interruption.abort(new Error('interrupted'));
      },
      signal: interruption.signal,
    });
    await expect(running).rejects.toThrow('interrupted');
    expect(isRunning(pid)).toBe(false);
  });
});

/** A process that has ended but was not collected by its new parent yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
