import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deliveries } from '../../../local/monitoring/receiver/deliveries';
import { httpServer } from '../../../local/monitoring/receiver/http-server';
import { smtpServer } from '../../../local/monitoring/receiver/smtp-server';
import { until } from '../../../local/stack/until';
import { alertmanagerFile } from '../../../model/monitoring/routing/alertmanager-file';
import { routingOf } from '../../../model/monitoring/routing/routing';
import type { AlertRule } from '../../../model/monitoring/rule';
import type { Service } from '../../../model/service/service';
import { stringify } from 'yaml';
import { freePort } from '../free-port';

const START_LIMIT_MS = 30_000;

/** A real Alertmanager on loopback with the routes of a service, and receivers that keep what they are told. */
export class RunningAlertmanager {
  readonly deliveries = new Deliveries();
  private readonly folder = mkdtempSync(join(tmpdir(), 'cutover-alertmanager-'));
  private readonly servers = [httpServer(this.deliveries), smtpServer(this.deliveries)] as const;
  private child: ChildProcess | undefined;
  private url = '';

  async start(service: Service): Promise<void> {
    const [http, mail] = await Promise.all(this.servers.map(portOf));
    const config = this.configOf(service, http ?? 0, mail ?? 0);
    const file = join(this.folder, 'alertmanager.yml');
    writeFileSync(file, config);
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.child = execFile('prometheus-alertmanager', [
      `--config.file=${file}`,
      `--storage.path=${join(this.folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ]);
    await until('Alertmanager is ready', () => this.isReady(), START_LIMIT_MS);
  }

  /** The configuration as it is made, but that it writes to loopback, and finds its secrets where they are. */
  private configOf(service: Service, http: number, mail: number): string {
    const { pagerduty, slack, email } = service.monitoring.alerts;
    if (!pagerduty || !slack || !email) throw new Error('the service needs all receivers');
    const routing = routingOf(service.name, {
      ...service.monitoring.alerts,
      pagerduty: { ...pagerduty, url: `http://127.0.0.1:${http}/pagerduty` },
      email: {
        ...email,
        smarthost: `127.0.0.1:${mail}`,
        requireTls: false,
        username: undefined,
        password: undefined,
      },
    });
    if (!routing) throw new Error('nobody is told');
    const secrets = join(this.folder, 'secrets');
    mkdirSync(join(secrets, slack.webhook.secret), { recursive: true });
    const write = (key: string, text: string) => {
      writeFileSync(join(secrets, slack.webhook.secret, key), text);
    };
    write(slack.webhook.key, `http://127.0.0.1:${http}/slack`);
    write(pagerduty.routingKey.key, 'a-routing-key');
    return (
      stringify(alertmanagerFile(routing), { aliasDuplicateObjects: false })
        .replaceAll('/etc/alertmanager/secrets', secrets)
        // Nobody wants to wait for what would come together.
        .replaceAll(/group_wait: \w+/g, 'group_wait: 100ms')
    );
  }

  private async isReady(): Promise<true | undefined> {
    const reply = await fetch(`${this.url}/-/ready`).catch(() => undefined);
    return reply?.ok === true ? true : undefined;
  }

  /** Tells of alerts as Prometheus does. */
  async fire(rules: readonly AlertRule[], labels: Readonly<Record<string, string>>): Promise<void> {
    const alerts = rules.map((rule) => ({
      labels: { ...rule.labels, ...labels, alertname: rule.alert },
      annotations: rule.annotations,
      startsAt: '2026-11-28T10:00:00Z',
      endsAt: '2999-01-01T00:00:00Z',
    }));
    const reply = await fetch(`${this.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    if (!reply.ok) throw new Error(`Alertmanager answered ${reply.status}: ${await reply.text()}`);
  }

  async stop(): Promise<void> {
    for (const server of this.servers) server.close();
    const { child } = this;
    if (child?.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
