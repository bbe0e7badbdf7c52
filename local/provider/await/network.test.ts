import { ApiError } from '../api-error';
import type { KubeClient } from '../client';
import type { KubeObject, ObjectRef } from '../kube-object';
import { ingressRule } from './ingress';
import type { Surroundings } from './readiness';
import { serviceRule } from './service';
import { claimRule } from './volumes';

/** A cluster of these objects, which knows labels and fields of none: lists give all of a kind. */
function cluster(...objects: KubeObject[]): Surroundings {
  const client: Pick<KubeClient, 'get' | 'list'> = {
    get: ({ kind, name }: ObjectRef) => {
      const found = objects.find(
        (one) => one['kind'] === kind && (one['metadata'] as { name: string }).name === name,
      );
      if (found === undefined) throw new ApiError(404, 'NotFound', `${name} not found`);
      return Promise.resolve(found);
    },
    list: ({ kind }) => Promise.resolve(objects.filter((one) => one['kind'] === kind)),
  };
  return {
    client: client as KubeClient,
    previous: undefined,
    signal: new AbortController().signal,
  };
}

const READY = { state: 'ready' };
const slice = (ready: boolean) => ({
  kind: 'EndpointSlice',
  endpoints: [{ conditions: { ready } }],
});
const service = (spec: object, status: object = {}): KubeObject => ({
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { ...spec },
  status: { ...status },
});

describe('a Service', () => {
  const selecting = { selector: { app: 'web' }, clusterIP: '10.96.0.7' };

  it('is ready when a pod can be reached', async () => {
    expect(await serviceRule.assess(service(selecting), cluster(slice(true)))).toEqual(READY);
  });

  it.each([
    ['there is no endpoint', cluster()],
    ['no endpoint is ready', cluster(slice(false))],
  ])('waits while %s', async (_, around) => {
    expect(await serviceRule.assess(service(selecting), around)).toEqual({
      state: 'waiting',
      message:
        'Service does not target any Pods. Selected Pods may not be ready, ' +
        "or field '.spec.selector' may not match labels on any Pods",
    });
  });

  it.each([
    ['headless', { ...selecting, clusterIP: 'None' }],
    ['of the type ExternalName', { type: 'ExternalName', externalName: 'example.invalid' }],
    ['without a selector', { clusterIP: '10.96.0.7' }],
  ])('that is %s needs no pods', async (_, spec) => {
    expect(await serviceRule.assess(service(spec), cluster())).toEqual(READY);
  });

  it('of the type LoadBalancer needs an address', async () => {
    const spec = { ...selecting, type: 'LoadBalancer' };
    const around = cluster(slice(true));
    expect((await serviceRule.assess(service(spec), around)).state).toBe('waiting');
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
    expect(await serviceRule.assess(service(spec, status), around)).toEqual(READY);
  });
});

describe('an Ingress', () => {
  const ingress = (status: object): KubeObject => ({
    kind: 'Ingress',
    metadata: { name: 'web' },
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
    status: { ...status },
  });
  const address = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };

  it('is ready with pods behind its Services and an address', async () => {
    const around = cluster(service({}), slice(true));
    expect(await ingressRule.assess(ingress(address), around)).toEqual(READY);
    expect(await ingressRule.assess(ingress({}), around)).toEqual({
      state: 'waiting',
      message: 'Ingress was not allocated an address; is an ingress controller running?',
    });
  });

  it('waits while a Service is missing or has no pods', async () => {
    const waits = {
      state: 'waiting',
      message: "Ingress has a path whose Service 'web' has no ready Pods",
    };
    expect(await ingressRule.assess(ingress(address), cluster())).toEqual(waits);
    expect(await ingressRule.assess(ingress(address), cluster(service({})))).toEqual(waits);
  });
});

describe('a PersistentVolumeClaim', () => {
  const claim = (phase: string, storageClassName?: string): KubeObject => ({
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { ...(storageClassName !== undefined && { storageClassName }) },
    status: { phase },
  });
  const storageClass = (
    name: string,
    volumeBindingMode: string,
    isDefault = false,
  ): KubeObject => ({
    kind: 'StorageClass',
    metadata: {
      name,
      annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
    },
    volumeBindingMode,
  });

  it('is ready when it is bound', async () => {
    expect(await claimRule.assess(claim('Bound'), cluster())).toEqual(READY);
    expect((await claimRule.assess(claim('Pending', 'none'), cluster())).state).toBe('waiting');
  });

  it('is not waited for where its class, or the default one, waits for a pod', async () => {
    const lazy = cluster(storageClass('lazy', 'WaitForFirstConsumer', true));
    expect(await claimRule.assess(claim('Pending', 'lazy'), lazy)).toEqual(READY);
    expect(await claimRule.assess(claim('Pending'), lazy)).toEqual(READY);
    const eager = cluster(storageClass('eager', 'Immediate', true));
    expect((await claimRule.assess(claim('Pending'), eager)).state).toBe('waiting');
  });
});
