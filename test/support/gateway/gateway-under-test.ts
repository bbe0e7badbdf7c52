import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../../../kube/clock';
import { reopenLogs } from '../../../agent/nginx/control';
import { readWorkers } from '../../../agent/nginx/processes';
import { askTotal } from '../../../agent/nginx/total';
import { RequestCounts } from '../../../agent/requests/request-counts';
import { script } from '../../../local/bundle/bundles';
import { buildScript } from '../../../local/bundle/script';
import { projectRoot } from '../../../local/settings';
import { until } from '../../../local/stack/until';
import type { V1State } from '../../../model/finalise';
import { renderGateway } from '../../../model/gateway/gateway';
import {
  GATEWAY_HEALTH_PATH,
  GATEWAY_HTTP_PORT,
  GATEWAY_HTTPS_PORT,
} from '../../../model/gateway/ports';
import { VERSIONS } from '../../../model/names';
import type { Service } from '../../../model/service/service';
import { addressesOf } from '../../../model/upstreams-assignment';
import { freePort } from '../free-port';
import { GatewayNginx } from '../nginx-root';
import { agentOf, dynamicPart, type DynamicFacts } from './dynamic-part';
import { makeCertificate } from './certificate';
import { ask, type Answer, type Asked } from './http';
import type { RecordingBackends } from './recording-backends';
import { samplesOf, totalOf } from './samples';

/** What differs between two gateways of the same service. */
export interface Situation {
  /** @defaultValue 0 */
  readonly share?: number;
  /** @defaultValue `serving` */
  readonly v1State?: V1State;
  /** The port of a version that is not the backend's, for example one on which nobody listens. */
  readonly ports?: { readonly v1?: number; readonly v2?: number; readonly comparator?: number };
  /** Ports of V2's pods, with balancing `least_conn`. */
  readonly pods?: readonly number[];
}

/** A gateway as it runs in a pod, but for its ports: the image's NGINX, with the whole configuration of a service. */
export class GatewayUnderTest {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cutover-gateway-'));
  private readonly nginx: GatewayNginx;
  private facts: DynamicFacts | undefined;
  private readonly opened: RequestCounts[] = [];
  port = 0;
  httpsPort = 0;

  constructor(private readonly backends: RecordingBackends) {
    for (const name of ['etc', 'run/requests', 'logs']) {
      mkdirSync(join(this.folder, name), { recursive: true });
    }
    this.nginx = new GatewayNginx(
      { '/etc/cutover': join(this.folder, 'etc'), '/run/cutover': join(this.folder, 'run') },
      join(this.folder, 'logs'),
    );
  }

  /** Starts NGINX and returns once it answers. */
  async start(service: Service, situation: Situation = {}): Promise<void> {
    this.port = await freePort();
    this.httpsPort = await freePort();
    await buildScript(projectRoot, script.entry, this.path('run/gateway.js'));
    makeCertificate(this.path('run'));
    writeFileSync(this.path('run/jwks-test.json'), '{"keys":[]}');
    this.write(service, situation);
    this.nginx.start();
    await until('the gateway answers', () => this.answers());
  }

  /** Sends a request and returns the whole answer. */
  ask(path: string, asked: Asked = {}): Promise<Answer> {
    return ask({ host: '127.0.0.1', port: asked.https ? this.httpsPort : this.port, path }, asked);
  }

  /** Speaks HTTP to the port for HTTPS. */
  plainToHttps(path: string): Promise<Answer> {
    return ask({ host: '127.0.0.1', port: this.httpsPort, path }, {});
  }

  /** Loads another situation, and returns when all new connections meet it. */
  async change(service: Service, situation: Situation): Promise<void> {
    const master = this.nginx.pid ?? 0;
    const before = readWorkers(master).accepting;
    this.write(service, situation);
    this.nginx.reload();
    await until('the new workers serve', () => {
      const { accepting } = readWorkers(master);
      return accepting.length > 0 && !accepting.some((pid) => before.includes(pid));
    });
  }

  /** The counters of requests, by an agent that starts now. */
  async counts(): Promise<RequestCounts> {
    if (this.facts === undefined) throw new Error('the gateway was not started');
    const { settings, dynamics } = agentOf(this.facts);
    const counts = await RequestCounts.open({
      service: settings.service,
      versions: VERSIONS,
      routes: settings.routes,
      paths: {
        requestLog: this.path('run/requests/log'),
        requestCounts: this.path('request-counts.json'),
      },
      total: () => askTotal(this.path('run/internal.sock')),
      reopen: () => reopenLogs(this.path('run/nginx.pid')),
      clock: systemClock,
      date: Date.now,
      log: pino({ level: 'silent' }),
    });
    counts.learn(addressesOf(settings, dynamics));
    this.opened.push(counts);
    return counts;
  }

  /** Whether the request log was put aside for another one. */
  get logIsAside(): boolean {
    return existsSync(this.path('run/requests/log.aside'));
  }

  /** Loses what lies in the request log. */
  cutLog(): void {
    truncateSync(this.path('run/requests/log'));
  }

  /**
   * @param count - requests of clients until then.
   * @returns the counters of requests that are not 0, without the durations, once so many are counted.
   */
  async counted(count: number): Promise<Record<string, number>> {
    const counts = await this.counts();
    try {
      return await until(`${count} requests are counted`, async () => {
        const found = samplesOf(await counts.text());
        return totalOf(found) === count ? found : undefined;
      });
    } finally {
      await counts.close();
    }
  }

  /** Asks the server that only the pod can reach. */
  internal(path: string): Promise<Answer> {
    return ask({ socketPath: this.path('run/internal.sock'), path }, {});
  }

  get errors(): string {
    return this.nginx.errors;
  }

  /** The lines of the access log; they are written within a second. */
  get lines(): readonly string[] {
    return this.nginx.output.split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    for (const counts of this.opened) await counts.close();
    await this.nginx.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private write(
    service: Service,
    { share = 0, v1State = 'serving', ports, pods }: Situation,
  ): void {
    const files = renderGateway(service, { v1State });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(this.path(`etc/${name}`), onLoopback(text as string, this));
    }
    const addresses = {
      v1: ports?.v1 ?? this.backends.port('v1'),
      v2: ports?.v2 ?? this.backends.port('v2'),
      ...(ports?.comparator === undefined ? {} : { comparator: ports.comparator }),
    };
    this.facts = { service, share, v1State, ports: addresses, pods };
    writeFileSync(this.path('run/upstreams.conf'), dynamicPart(this.facts));
  }

  private async answers(): Promise<boolean> {
    try {
      return (await this.ask(GATEWAY_HEALTH_PATH)).status === 200;
    } catch (error) {
      if (/\[emerg\]/.test(this.errors)) throw new Error(this.errors, { cause: error });
      return false;
    }
  }
}

/** The ports of a pod are its own; those of this machine are not. */
function onLoopback(text: string, { port, httpsPort }: GatewayUnderTest): string {
  return text
    .replace(`listen ${GATEWAY_HTTP_PORT} `, `listen 127.0.0.1:${port} `)
    .replace(`listen ${GATEWAY_HTTPS_PORT} `, `listen 127.0.0.1:${httpsPort} `);
}
