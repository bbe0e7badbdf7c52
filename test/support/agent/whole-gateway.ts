import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../../../kube/clock';
import { Driver } from '../../../agent/driver';
import { isReady } from '../../../agent/machine';
import { Copies } from '../../../agent/material/copies';
import { watchMounted } from '../../../agent/material/watch';
import { agentMetrics } from '../../../agent/metrics';
import { needsOf } from '../../../agent/needs';
import { nginxControl } from '../../../agent/nginx/control';
import { readWorkers } from '../../../agent/nginx/processes';
import { sharedVolume } from '../../../agent/shared-volume';
import { script as scriptBundle } from '../../../local/bundle/bundles';
import { buildScript } from '../../../local/bundle/script';
import { imageUser } from '../../../local/images/list';
import { projectRoot } from '../../../local/settings';
import { until } from '../../../local/stack/until';
import { agentSettingsSchema } from '../../../model/agent-settings';
import { renderGateway } from '../../../model/gateway/gateway';
import { gatewayNeeds } from '../../../model/gateway/needs';
import { GATEWAY_HTTP_PORT, GATEWAY_HTTPS_PORT } from '../../../model/gateway/ports';
import type { Service } from '../../../model/service/service';
import { renderUpstreams } from '../../../model/upstreams';
import { freePort } from '../free-port';
import { GatewayNginx } from '../nginx-root';
import { FakeCluster } from './fake-cluster';
import { MountedSecret } from './mounted-secret';

/** Looks at what is mounted come this often. */
const LOOK_EVERY_MS = 20;

/** A gateway pod on loopback: the image's NGINX with the whole configuration of a service, and a real agent. */
export class WholeGateway {
  readonly cluster = new FakeCluster('gateway-1');
  readonly metrics = agentMetrics('shop');
  readonly secret: MountedSecret;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cutover-whole-'));
  private readonly nginx: GatewayNginx;
  private started: { readonly driver: Driver; readonly running: Promise<void> } | undefined;
  port = 0;
  httpsPort = 0;

  constructor(
    private readonly service: Service,
    /** Where V1 and V2 are reached as a whole. */
    private readonly addresses: { readonly v1: string; readonly v2: string; readonly port: number },
  ) {
    for (const name of ['etc', 'run/requests', 'logs']) {
      mkdirSync(join(this.folder, name), { recursive: true });
    }
    this.secret = new MountedSecret(join(this.folder, 'tls'));
    this.nginx = new GatewayNginx(
      { '/etc/cutover': join(this.folder, 'etc'), '/run/cutover': this.shared },
      join(this.folder, 'logs'),
    );
  }

  /** The folder that the agent and NGINX share. */
  get shared(): string {
    return join(this.folder, 'run');
  }

  get driver(): Driver {
    if (this.started === undefined) throw new Error('the agent was not started');
    return this.started.driver;
  }

  get errors(): string {
    return this.nginx.errors;
  }

  /** Starts the agent alone: NGINX follows when the agent has written its part. */
  async startAgent(): Promise<void> {
    this.port = await freePort();
    this.httpsPort = await freePort();
    const files = renderGateway(this.service, { v1State: 'serving' });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(this.folder, 'etc', name), this.onLoopback(text as string));
    }
    const script = join(this.folder, 'gateway.js');
    await buildScript(projectRoot, scriptBundle.entry, script);
    const driver = this.makeDriver(script);
    this.started = { driver, running: driver.run() };
  }

  async startNginx(): Promise<void> {
    await until('the agent has written its part', () => this.driver.state.nginx.file !== undefined);
    this.nginx.start();
    await until('the gateway is ready', () => {
      if (/\[emerg\]/.test(this.errors)) throw new Error(this.errors);
      return isReady(this.driver.state);
    });
  }

  /** @returns once NGINX serves what is wanted and no old worker is left. */
  async settled(): Promise<void> {
    await until('NGINX serves what is wanted', () => {
      const { wanted, nginx } = this.driver.state;
      return wanted?.config.hash === nginx.good?.hash && nginx.sight.draining === 0;
    });
  }

  /** How many workers NGINX has, old ones included. */
  get workers(): number {
    const { accepting, draining } = readWorkers(this.nginx.pid ?? 0);
    return accepting.length + draining;
  }

  async metric(name: string): Promise<number> {
    const line = (await this.metrics.text()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.split(' ').at(-1));
  }

  async stop(): Promise<void> {
    this.started?.driver.stop();
    await this.started?.running;
    await this.nginx.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private makeDriver(script: string): Driver {
    const { service, addresses, shared } = this;
    const { gateway, assignment } = service;
    const needs = gatewayNeeds(service, 'serving');
    const settings = agentSettingsSchema.parse({
      service: 'shop',
      namespace: 'shop',
      upstreams: {
        v1: { address: addresses.v1, port: addresses.port },
        v2: { address: addresses.v2, port: addresses.port },
      },
      keepalive: { connections: 16, requests: 1_000, timeSeconds: 60, timeoutSeconds: 30 },
      balancing: gateway.balancing,
      assignment: assignment.mode,
      fallback: needs.fallback,
      tls: needs.tls,
      script: needs.script,
    });
    const paths = {
      upstreams: join(shared, 'upstreams.conf'),
      lastShare: join(shared, 'last-share.json'),
      script: join(shared, 'gateway.js'),
      pid: join(shared, 'nginx.pid'),
      configSocket: join(shared, 'config.sock'),
      internalSocket: join(shared, 'internal.sock'),
    };
    const copies = new Copies(shared);
    const files = sharedVolume(paths, copies, needs.script ? script : undefined);
    const tls = needs.tls ? this.secret.folder : undefined;
    return new Driver({
      self: 'gateway-1',
      needs: needsOf(settings),
      render: (dynamics) => renderUpstreams(settings, dynamics),
      cluster: this.cluster,
      nginx: nginxControl(paths),
      files: {
        ...files,
        // In a pod both containers run as one user; here the agent is root.
        provide: async (dynamics) => {
          await files.provide(dynamics);
          for (const name of readdirSync(shared)) {
            chownSync(join(shared, name), imageUser, imageUser);
          }
        },
      },
      watchMounted: (listener, signal) =>
        watchMounted({ tls }, copies, listener, signal, LOOK_EVERY_MS),
      metrics: this.metrics,
      clock: systemClock,
      log: pino({ level: 'silent' }),
    });
  }

  /** The ports of a pod are its own; those of this machine are not. */
  private onLoopback(text: string): string {
    return text
      .replace(`listen ${GATEWAY_HTTP_PORT} `, `listen 127.0.0.1:${this.port} `)
      .replace(`listen ${GATEWAY_HTTPS_PORT} `, `listen 127.0.0.1:${this.httpsPort} `);
  }
}
