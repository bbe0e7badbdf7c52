import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWorkers } from '../../../agent/nginx/processes';
import { script } from '../../../local/bundle/bundles';
import { buildScript } from '../../../local/bundle/script';
import { projectRoot } from '../../../local/settings';
import { until } from '../../../local/stack/until';
import type { ScriptSettings } from '../../../model/gateway/script-settings';
import type { Backends } from '../agent/backends';
import type { Answer, Asked } from '../gateway/http';
import { GatewayNginx } from '../nginx-root';

/** These requests go over plain connections from 127.0.0.1. */
type Plain = Pick<Asked, 'method' | 'headers' | 'body'>;

/** What of the configuration differs between tests. */
export interface Variations {
  readonly engine?: keyof typeof ENGINES;
  readonly share?: number;
  readonly jwks?: string;
  readonly levelsSize?: string;
}

/** The directives of each engine. */
const ENGINES = {
  njs: 'js_preload_object cutover_settings from /etc/cutover/gateway.json;',
  qjs: 'js_engine qjs; js_context_reuse 128;',
} as const;

/** The bundled script in a real NGINX on loopback, in a configuration that holds nothing else. */
export class ScriptNginx {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cutover-script-'));
  private readonly nginx: GatewayNginx;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  /**
   * @param port - on loopback.
   * @param backends - started.
   */
  constructor(
    private readonly port: number,
    private readonly backends: Backends,
  ) {
    for (const name of ['etc', 'run/requests', 'logs']) {
      mkdirSync(join(this.folder, name), { recursive: true });
    }
    const mounts = { '/etc/cutover': this.path('etc'), '/run/cutover': this.path('run') };
    this.nginx = new GatewayNginx(mounts, this.path('logs'));
  }

  /** The unix socket on which the agent asks. */
  get socket(): string {
    return this.path('run/internal.sock');
  }

  get errors(): string {
    return this.nginx.errors;
  }

  get accessLog(): string {
    return this.nginx.output;
  }

  async start(settings: ScriptSettings, variations: Variations = {}): Promise<void> {
    await buildScript(projectRoot, script.entry, this.path('run/gateway.js'));
    writeFileSync(this.path('etc/gateway.json'), JSON.stringify(settings));
    this.configure(variations);
    this.nginx.start();
    await until('NGINX answers', async () => {
      if (this.errors.includes('[emerg]')) throw new Error(this.errors);
      try {
        return (await this.internal('/counters')).status === 200;
      } catch {
        return false;
      }
    });
  }

  /** Writes a file below /run/cutover. */
  write(name: string, text: string): void {
    writeFileSync(this.path(`run/${name}`), text);
  }

  /** Loads another configuration, and returns when all new connections get it. */
  async reload(variations: Variations): Promise<void> {
    const master = this.nginx.pid ?? 0;
    const before = readWorkers(master).accepting;
    this.configure(variations);
    this.nginx.reload();
    await until('the new workers serve', () => {
      const { accepting } = readWorkers(master);
      return accepting.length > 0 && !accepting.some((pid) => before.includes(pid));
    });
    this.agent.destroy();
  }

  /** Ends NGINX; can be called again. */
  async stop(): Promise<void> {
    this.agent.destroy();
    await this.nginx.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  ask(path: string, asked: Plain = {}): Promise<Answer> {
    return send({ host: '127.0.0.1', port: this.port, path, agent: this.agent }, asked);
  }

  /** Asks as the agent does. */
  internal(path: string, asked: Plain = {}): Promise<Answer> {
    return send({ socketPath: this.socket, path, agent: false }, asked);
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private configure({ engine = 'njs', share = 0, jwks = '', levelsSize = '1m' }: Variations): void {
    const v1 = `127.0.0.1:${this.backends.port('v1')}`;
    const v2 = `127.0.0.1:${this.backends.port('v2')}`;
    writeFileSync(
      this.path('etc/nginx.conf'),
      `load_module /usr/lib/nginx/modules/ngx_http_js_module.so;
worker_processes 2;
pid /run/cutover/nginx.pid;
error_log stderr info;
events { worker_connections 512; }
http {
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  ${ENGINES[engine]}
  js_import cutover from /run/cutover/gateway.js;
  js_shared_dict_zone zone=cutover_counts:256k type=number;
  js_shared_dict_zone zone=cutover_levels:${levelsSize} type=number timeout=1h evict;
  js_shared_dict_zone zone=cutover_used:1m type=number timeout=60s evict;
  js_shared_dict_zone zone=cutover_tokens:1m type=number timeout=5m evict;
  js_set $cutover_counter cutover.assigned;
  map $uri $cutover_route { default ''; ~^/(?<route>free|limited|guarded) $route; }
  map $cutover_route $cutover_limit_key { default ''; limited $http_x_client; }
  map $cutover_route $cutover_jwt { default ''; guarded 1; }
  map "" $cutover_share { default ${share}; }
  map "" $cutover_jwks { default "${jwks}"; }
  map "" $cutover_version { default $cutover_counter; }
  upstream v1 { zone v1 64k; server ${v1}; keepalive 16; }
  upstream v2 { zone v2 64k; server ${v2}; keepalive 16; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  access_log /dev/stdout;
  server {
    listen 127.0.0.1:${this.port};
    location / { return 404; }
    location /free { js_access cutover.admit; proxy_pass http://$cutover_version; }
    location /limited { js_access cutover.admit; proxy_pass http://v1; }
    location /guarded { js_access cutover.admit; proxy_pass http://v2; }
  }
  server {
    listen unix:/run/cutover/internal.sock;
    access_log off;
    client_max_body_size 256k;
    client_body_buffer_size 256k;
    location = /counters { js_content cutover.report; }
    location = /limits { js_content cutover.limits; }
    location / { return 404; }
  }
}
`,
    );
  }
}

function send(
  to: { path: string; agent: Agent | false; host?: string; port?: number; socketPath?: string },
  { method = 'GET', headers = {}, body = '' }: Plain,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ ...to, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
