import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppsV1Api,
  AutoscalingV2Api,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { versionName } from '../model/names';
import type { LoadProcess } from '../local/load/load-process';
import { until } from '../local/stack/until';
import type { Bench } from './bench';
import { withStand, type Stand } from './stand';

const SHARE = 10;
const FROM = 3;
const TO = 10;
const RATE = 500;
/** 2,000 requests: each of three gateway pods counts for itself, so that one of them is 0.05 points off. */
const WINDOW_MS = 4_000;
/** Windows before V1 is scaled, and after its last pod is ready. */
const CALM_WINDOWS = 3;
/** Bounds the time in which the autoscaler brings a new Deployment to its floor. */
const START_MS = 120_000;
/** Bounds the time in which seven more pods start. */
const LONGEST_WINDOWS = 45;

/** Weights the versions, not their pods: V2's part may not sink when V1 gets three times as many pods. */
export const autoscaling: Bench = {
  name: 'autoscaling',
  figures: ['share-under-autoscaling'],
  async run({ environment, say }) {
    const replicas = { min: FROM, max: TO };
    return withStand(
      environment,
      { namespace: 'bench-autoscaling', overrides: { versions: { v1: { replicas } } } },
      async (stand) => {
        await stand.writeShare(SHARE);
        await until(
          `V1 has ${FROM} ready pods`,
          async () => (await readyPods(stand)) >= FROM,
          START_MS,
        );
        const load = await stand.load({ connections: 32, rate: RATE, seconds: 600 });
        const errors: number[] = [];
        const next = async (): Promise<number> => {
          const { percent, line } = await measureWindow(load);
          const pods = await readyPods(stand);
          say(`${pods} pods of V1: ${line}`);
          errors.push(Math.abs(percent - SHARE));
          return pods;
        };
        await sleep(1_000);
        for (let window = 0; window < CALM_WINDOWS; window += 1) await next();
        await raiseFloor(stand, TO);
        for (let window = 0; (await next()) < TO; window += 1) {
          if (window > LONGEST_WINDOWS) throw new Error(`V1 does not get ${TO} ready pods`);
        }
        for (let window = 0; window < CALM_WINDOWS; window += 1) await next();
        const { completed, failed, failures } = await load.stop();
        load.close();
        say(`${completed} requests, ${failed} failed ${JSON.stringify(failures)}`);
        return [
          {
            name: 'share-under-autoscaling',
            value: Math.max(...errors),
            unit: 'points',
            comparison: 'at most',
            bound: 0.5,
            runs: errors,
          },
        ];
      },
    );
  },
};

async function measureWindow(load: LoadProcess): Promise<{ percent: number; line: string }> {
  const from = await load.mark();
  await sleep(WINDOW_MS);
  const { v2Percent, completed, failed } = await load.since(from);
  const percent = v2Percent ?? Number.NaN;
  return { percent, line: `V2 answered ${percent} % of ${completed}, ${failed} failed` };
}

async function readyPods({ kubeConfig, namespace, service }: Stand): Promise<number> {
  const { status } = await kubeConfig
    .makeApiClient(AppsV1Api)
    .readNamespacedDeployment({ namespace, name: versionName(service, 'v1') });
  return status?.readyReplicas ?? 0;
}

/** Has the autoscaler act at once: by the load alone it would take minutes, in steps that differ each time. */
async function raiseFloor({ kubeConfig, namespace, service }: Stand, pods: number): Promise<void> {
  await kubeConfig.makeApiClient(AutoscalingV2Api).patchNamespacedHorizontalPodAutoscaler(
    {
      namespace,
      name: versionName(service, 'v1'),
      body: { spec: { minReplicas: pods } },
    },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
}
