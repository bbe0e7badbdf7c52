import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../free-port';

const run = promisify(execFile);

/** A real Prometheus on loopback that scrapes nothing and has been given a past. */
export class StoredPrometheus {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** @param past - samples in OpenMetrics, with times. */
  static async open(past: string): Promise<StoredPrometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'cutover-prometheus-'));
    const data = join(folder, 'data');
    writeFileSync(join(folder, 'past.txt'), past);
    writeFileSync(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
    await run('promtool', [
      ...['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), data],
    ]);
    const url = `http://127.0.0.1:${await freePort()}`;
    const server = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=10y',
        `--web.listen-address=${new URL(url).host}`,
      ],
      { stdio: 'ignore' },
    );
    const opened = new StoredPrometheus(server, folder, url);
    for (let tries = 0; tries < 300; tries += 1) {
      const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
      if (ready?.ok) return opened;
      if (server.exitCode !== null) break;
      await sleep(100);
    }
    await opened.close();
    throw new Error('Prometheus does not get ready; is the Debian package prometheus installed?');
  }

  async close(): Promise<void> {
    if (this.server.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }
}
