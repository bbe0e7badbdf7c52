import { CoreV1Api, type KubeConfig } from '@kubernetes/client-node';
import { INSTANCE_LABEL, VERSION_LABEL, type Version } from '../../model/names';
import type { Faults } from '../../simulator/faults';
import type { Reach } from './reach';

/** Port on which the simulator takes its faults. */
const ADMIN_PORT = 9_090;

/** Makes a simulated version misbehave, in all of its pods. */
export class FaultInjector {
  constructor(
    private readonly kubeConfig: KubeConfig,
    private readonly reach: Reach,
    private readonly where: { readonly namespace: string; readonly service: string },
  ) {}

  async set(version: Version, faults: Partial<Faults>): Promise<void> {
    await this.eachPod(version, 'PUT', JSON.stringify(faults));
  }

  async clear(version: Version): Promise<void> {
    await this.eachPod(version, 'DELETE');
  }

  private async eachPod(version: Version, method: 'PUT' | 'DELETE', body?: string): Promise<void> {
    const { items } = await this.kubeConfig.makeApiClient(CoreV1Api).listNamespacedPod({
      namespace: this.where.namespace,
      labelSelector: `${INSTANCE_LABEL}=${this.where.service},${VERSION_LABEL}=${version}`,
    });
    if (items.length === 0) throw new Error(`${this.where.service} has no pod of ${version}`);
    for (const pod of items) {
      const url = await this.reach.pod(pod, ADMIN_PORT);
      const reply = await fetch(`${url}/faults`, {
        method,
        ...(body === undefined ? {} : { body }),
      });
      if (!reply.ok)
        throw new Error(`${pod.metadata?.name ?? ''} refused the fault: ${await reply.text()}`);
    }
  }
}
