import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SharedPaths } from '../../../agent/settings';
import { findMaster } from '../../../agent/nginx/processes';
import { OWN_REQUEST } from '../../../model/gateway/request-log';
import { SPLIT_UPSTREAM } from '../../../model/upstreams';
import { until } from '../../../local/stack/until';

/** @returns the NGINX to test with. @throws with what to do when there is none. */
function nginxBinary(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CUTOVER_TEST_NGINX'];
  const places = named
    ? [named]
    : [...(environment['PATH'] ?? '').split(delimiter), '/usr/sbin'].map((folder) =>
        join(folder, 'nginx'),
      );
  const found = places.find(isExecutable);
  if (found === undefined) {
    throw new Error(
      `no NGINX to test with (${named ?? 'none on PATH'}): install one (Debian: apt-get install ` +
        `nginx-light) or set CUTOVER_TEST_NGINX to the path of an nginx executable`,
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A real NGINX on loopback that includes the agent's upstreams. */
export class TestNginx {
  private child: ChildProcess | undefined;

  constructor(
    private readonly folder: string,
    private readonly paths: SharedPaths,
    readonly port: number,
  ) {
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    mkdirSync(paths.requests, { recursive: true });
    writeFileSync(this.configPath, this.config());
    this.setExtra('');
  }

  private get configPath(): string {
    return join(this.folder, 'nginx.conf');
  }

  /** Text that NGINX reads at http level: with something wrong in it every reload is refused. */
  setExtra(text: string): void {
    writeFileSync(join(this.folder, 'extra.conf'), text);
  }

  get log(): string {
    const path = join(this.folder, 'error.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  async start(): Promise<void> {
    const options = [
      '-p',
      this.folder,
      '-c',
      this.configPath,
      '-e',
      join(this.folder, 'error.log'),
    ];
    this.child = spawn(nginxBinary(), [...options, '-g', 'daemon off;'], { stdio: 'ignore' });
    await until('NGINX runs', () => findMaster(this.paths.pid) !== undefined);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const workers = signal === 'SIGKILL' ? this.workers() : [];
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    // Workers outlive a master that was killed, as they would not in a container.
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    await until('the workers ended', () =>
      workers.every((pid) => !existsSync(`/proc/${pid}/stat`)),
    );
  }

  private workers(): number[] {
    const pid = this.child?.pid ?? 0;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  }

  private config(): string {
    const root = process.getuid?.() === 0 ? 'user root;' : '';
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${join(this.folder, 'tmp', kind)};`)
      .join('\n  ');
    return `${root}
worker_processes 2;
pid ${this.paths.pid};
error_log ${join(this.folder, 'error.log')} notice;
events { worker_connections 512; }
http {
  access_log off;
  log_format ${OWN_REQUEST} '$msec';
  ${temporary}
  map $upstream_addr $cutover_last_peer { default $upstream_addr; }
  include ${this.paths.upstreams};
  include ${join(this.folder, 'extra.conf')};
  server {
    listen unix:${this.paths.internalSocket};
    location / { return 404; }
  }
  server {
    listen 127.0.0.1:${this.port};
    location / {
      proxy_pass http://${SPLIT_UPSTREAM};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
  }
}
