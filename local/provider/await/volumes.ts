import { isNotFound } from '../api-error';
import { textAt } from '../json';
import { type KubeObject, annotationOf } from '../kube-object';
import { READY, type Readiness, type ReadinessRule, type Surroundings, waiting } from './readiness';

const STORAGE_CLASS = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' };
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** Ready when the claim is bound, or when its class binds only once a pod uses it. */
export const claimRule: ReadinessRule = {
  timeoutSeconds: 300,
  pollMs: 2000,
  assess: async (live, around) => {
    const phase = textAt(live, 'status', 'phase');
    if (phase === 'Bound' || (await waitsForConsumer(live, around))) return READY;
    return waiting(`Waiting for the PersistentVolumeClaim to be bound (is ${phase || 'new'})`);
  },
};

async function waitsForConsumer(claim: KubeObject, around: Surroundings): Promise<boolean> {
  const name = textAt(claim, 'spec', 'storageClassName');
  const storageClass = name === '' ? await defaultClass(around) : await namedClass(name, around);
  return textAt(storageClass, 'volumeBindingMode') === 'WaitForFirstConsumer';
}

async function namedClass(name: string, around: Surroundings): Promise<KubeObject | undefined> {
  try {
    return await around.client.get({ ...STORAGE_CLASS, namespace: '', name }, around.signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function defaultClass(around: Surroundings): Promise<KubeObject | undefined> {
  const classes = await around.client.list(STORAGE_CLASS, '', '', around.signal);
  return classes.find((one) => annotationOf(one, DEFAULT_CLASS) === 'true');
}

/** Ready when the volume can be claimed. */
export const volumeRule: ReadinessRule = {
  timeoutSeconds: 300,
  assess: assessVolume,
};

function assessVolume(live: KubeObject): Readiness {
  const phase = textAt(live, 'status', 'phase');
  return phase === 'Available' || phase === 'Bound'
    ? READY
    : waiting(`Waiting for the PersistentVolume to be available (is ${phase || 'new'})`);
}
