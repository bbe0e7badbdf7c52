import { createServer, type AddressInfo, type Server } from 'node:net';
import { CoreV1Api, PortForward, type KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { GATEWAY_HTTP_PORT } from '../../model/gateway/ports';
import { gatewaySelector } from '../../model/names';

/** How programs on this machine reach what runs in the cluster. */
export interface Reach {
  /** @returns the base URL of the gateway. */
  gateway(): Promise<string>;
  /** @returns the base URL of a port of a pod. */
  pod(pod: V1Pod, port: number): Promise<string>;
  close(): void;
}

/** From inside the embedded cluster's network namespace every address answers. */
export function reachDirectly(gatewayUrl: string): Reach {
  return {
    gateway: () => Promise.resolve(gatewayUrl),
    pod: (pod, port) => Promise.resolve(`http://${pod.status?.podIP ?? ''}:${port}`),
    close: () => undefined,
  };
}

/**
 * Any other cluster is reached through its API server, by forwarded ports on loopback. Connections to the gateway
 * take its pods in turn. Slower than the cluster itself: latencies measured this way are those of the forwarding.
 */
export class ReachByForwarding implements Reach {
  private readonly servers: Server[] = [];

  constructor(
    private readonly kubeConfig: KubeConfig,
    private readonly where: { readonly namespace: string; readonly service: string },
  ) {}

  async gateway(): Promise<string> {
    const labels = Object.entries(gatewaySelector(this.where.service));
    const { items } = await this.kubeConfig.makeApiClient(CoreV1Api).listNamespacedPod({
      namespace: this.where.namespace,
      labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(','),
    });
    return this.listen(items, GATEWAY_HTTP_PORT);
  }

  async pod(pod: V1Pod, port: number): Promise<string> {
    return this.listen([pod], port);
  }

  close(): void {
    for (const server of this.servers) server.close();
  }

  private async listen(pods: readonly V1Pod[], port: number): Promise<string> {
    const forward = new PortForward(this.kubeConfig);
    let turn = 0;
    const server = createServer((socket) => {
      const name = pods[turn++ % pods.length]?.metadata?.name ?? '';
      socket.on('error', () => socket.destroy());
      forward.portForward(this.where.namespace, name, [port], socket, null, socket).catch(() => {
        socket.destroy();
      });
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}
