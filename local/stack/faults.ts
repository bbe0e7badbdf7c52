import { CoreV1Api, type KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { INSTANCE_LABEL, VERSION_LABEL, type Version } from '../../model/names';
import type { Faults } from '../../simulator/faults';
import type { Reach } from './reach';

/** Port on which the simulator takes its faults. */
const ADMIN_PORT = 9_090;

/** Makes a simulated version misbehave, in all of its running pods. */
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
    const running = items.filter(isRunning);
    if (running.length === 0)
      throw new Error(`${this.where.service} has no running pod of ${version}`);
    const done = await Promise.allSettled(running.map((pod) => this.send(pod, method, body)));
    const failed = done.filter((result) => result.status === 'rejected');
    if (failed.length > 0) {
      const reasons = failed.map(({ reason }): unknown => reason);
      throw new AggregateError(
        reasons,
        `${failed.length} of ${running.length} pods of ${version} took no fault`,
      );
    }
  }

  private async send(pod: V1Pod, method: 'PUT' | 'DELETE', body?: string): Promise<void> {
    const url = await this.reach.pod(pod, ADMIN_PORT);
    const reply = await fetch(`${url}/faults`, { method, ...(body === undefined ? {} : { body }) });
    if (!reply.ok) {
      throw new Error(`${pod.metadata?.name ?? ''} refused the fault: ${await reply.text()}`);
    }
  }
}

/** A pod that is not scheduled yet has no address, and one that is ending takes no more faults. */
function isRunning({ metadata, status }: V1Pod): boolean {
  return status?.phase === 'Running' && status.podIP !== undefined && !metadata?.deletionTimestamp;
}
