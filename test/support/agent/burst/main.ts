import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeClient } from '../../../../kube/client';

/** Writes the shares 1, 2, … to a ConfigMap at a fixed pace, without waiting for what they do. */
async function burst(path: string, count: number, everyMs: number): Promise<void> {
  const credentials = new KubeConfig();
  credentials.loadFromDefault();
  const client = kubeClient(credentials);
  for (let share = 1; share <= count; share += 1) {
    const json = { data: { v2TrafficPercentage: String(share) } };
    const body = { contentType: 'application/merge-patch+json', json };
    const pause = sleep(everyMs);
    await client.request({ method: 'PATCH', path, body });
    await pause;
  }
}

const [path = '', count, everyMs] = process.argv.slice(2);
burst(path, Number(count), Number(everyMs)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
