import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { addresses, clusterDomain, ports } from './addresses';
import { certificateKindPaths, localIssuerPath } from './certificates';
import { capture } from './command';
import { hasCondition } from './condition';
import type { Inside } from './inside';
import { clusterCommand, type Instance } from './instance';
import type { PartName } from './parts';
import { logOf } from './processes';
import { isAlive, type ProcessRecord } from './process-record';

/** A part ended, or did not answer in time; the message ends with the last lines of its log. */
export class PartError extends Error {
  constructor(
    readonly part: PartName,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Long enough for the slowest part on a busy machine of two cores; the whole start takes about 10 s. */
const defaultPatienceMs = 90_000;

/**
 * For service addresses: before there is a rule for one, a packet to it is lost, and the kernel repeats
 * it only a second later.
 */
const shortMs = 300;

/** Waits for answers of parts, and stops waiting when one of those that were started has ended. */
export class Readiness {
  private readonly patienceMs: number;

  constructor(
    private readonly instance: Instance,
    private readonly inside: Inside,
    private readonly started: ReadonlyMap<PartName, ProcessRecord>,
    options: { readonly patienceMs?: number } = {},
  ) {
    this.patienceMs = options.patienceMs ?? defaultPatienceMs;
  }

  etcd(): Promise<void> {
    return this.until('etcd', () => this.answers(`http://127.0.0.1:${ports.etcd}/health`));
  }

  apiServer(): Promise<void> {
    return this.until('kube-apiserver', () => this.api('/readyz'));
  }

  /** containerd's plugins are loaded, the kubelet's among them. */
  containerd(): Promise<void> {
    return this.until('containerd', async () => {
      await capture('ctr', ['--address', this.instance.containerdSocket, 'version']);
      return true;
    });
  }

  /** The kubelet has made the node's object. */
  async registered(): Promise<void> {
    const path = `/api/v1/nodes/${this.instance.nodeName}`;
    await this.until('kubelet', () => this.api(path));
  }

  async node(): Promise<void> {
    const path = `/api/v1/nodes/${this.instance.nodeName}`;
    await this.until('kubelet', async () => {
      const { status, body } = await this.inside.api({ path });
      return status === 200
        ? hasCondition(body, 'Ready')
        : `the node is not registered (${status})`;
    });
  }

  async controllers(): Promise<void> {
    // The first thing that a pod needs of the controllers.
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    await this.until('kube-controller-manager', () => this.api(path));
  }

  async scheduler(): Promise<void> {
    const url = `https://127.0.0.1:${ports.scheduler}/readyz`;
    await this.until('kube-scheduler', () => this.answers(url));
  }

  async services(): Promise<void> {
    const url = `https://${addresses.kubernetesService}/readyz`;
    await this.until('kube-proxy', () => this.answers(url, shortMs));
  }

  async dns(): Promise<void> {
    const name = `kubernetes.default.svc.${clusterDomain}`;
    // A pod's own trouble is in the kubelet's log.
    await this.until('kubelet', async () => {
      const found = await this.inside.resolve(addresses.clusterDns, name, shortMs);
      return found.includes(addresses.kubernetesService) || `${name} is ${found.join(', ')}`;
    });
  }

  /** It serves; it counts itself as ready only after the second reading of the first pod. */
  async metricsServer(): Promise<void> {
    const url = `https://${addresses.node}:${ports.metricsServer}/livez/ping`;
    await this.until('metrics-server', () => this.answers(url));
  }

  /** The API server passes requests for resource metrics on. */
  async metrics(): Promise<void> {
    const path = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io';
    await this.until('metrics-server', async () => {
      const { body } = await this.inside.api({ path });
      return hasCondition(body, 'Available');
    });
  }

  /** The API server serves cert-manager's kinds. */
  async certificateKinds(): Promise<void> {
    await this.until('kube-apiserver', async () => {
      const replies = certificateKindPaths.map((path) => this.inside.api({ path }));
      const found = (await Promise.all(replies)).map(({ body }) =>
        hasCondition(body, 'Established'),
      );
      return found.find((each) => each !== true) ?? true;
    });
  }

  /** cert-manager has looked at the local issuer and can sign with it. */
  async issuer(): Promise<void> {
    await this.until('cert-manager', async () => {
      const { body } = await this.inside.api({ path: localIssuerPath });
      return hasCondition(body, 'Ready');
    });
  }

  async networkPolicy(): Promise<void> {
    const url = `http://127.0.0.1:${ports.networkPolicyReady}/readyz`;
    await this.until('network-policy', () => this.answers(url));
  }

  private async api(path: string): Promise<true | string> {
    const { status, body } = await this.inside.api({ path });
    return status === 200 || `${status} ${body}`;
  }

  private async answers(url: string, timeoutMs = 5000): Promise<true | string> {
    const { status, body } = await this.inside.request({ url, timeoutMs });
    return status === 200 || `${status} ${body}`;
  }

  /** @param check - true when the part answers as it should, else what it says instead. */
  private async until(part: PartName, check: () => Promise<true | string>): Promise<void> {
    const deadline = Date.now() + this.patienceMs;
    let last: string;
    for (;;) {
      try {
        const result = await check();
        if (result === true) return;
        last = result;
      } catch (error) {
        last = (error as Error).message;
      }
      await this.expectAlive();
      if (Date.now() > deadline) {
        const message = `${part} did not answer within ${this.patienceMs / 1000} s; last: ${last}`;
        throw await partError(this.instance, part, message);
      }
      await delay(50);
    }
  }

  private async expectAlive(): Promise<void> {
    for (const [part, record] of this.started) {
      if (!(await isAlive(record))) throw await partError(this.instance, part, `${part} has ended`);
    }
  }
}

const shownLines = 15;

export async function partError(
  instance: Instance,
  part: PartName,
  message: string,
): Promise<PartError> {
  const text = await readFile(logOf(instance, part), 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-shownLines);
  return new PartError(
    part,
    `${message}. The end of its log:\n${lines.map((line) => `  ${line}`).join('\n')}\n` +
      `All of it: ${clusterCommand(instance.name, `logs ${part}`)}`,
  );
}
