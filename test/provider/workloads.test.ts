import * as k8s from '@pulumi/kubernetes';
import { live } from './support/live';
import { testImages } from './support/settings';
import { type TestStack, withStack } from './support/test-stack';
import { providerUnderTest } from './support/under-test';

// The SDK loads a class when it is first named, which Jest forbids while tests run side by side.
const { Deployment, StatefulSet, DaemonSet } = k8s.apps.v1;
const { Job } = k8s.batch.v1;
const { Service } = k8s.core.v1;
const { HorizontalPodAutoscaler } = k8s.autoscaling.v2;

type Container = k8s.types.input.core.v1.Container;

const images = testImages();

/** Ends at once when it is told to, so that tests need not wait for it. */
const pod = (app: string, container: Partial<Container> = {}) => ({
  metadata: { labels: { app } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: images.idle, ...container }],
  },
});

interface Workload {
  readonly container?: Partial<Container>;
  readonly replicas?: number;
  readonly app?: string;
  readonly timeout?: string;
  /** How long a pod must stay ready to count as available, in seconds. */
  readonly minReadySeconds?: number;
}

const deployment =
  (stack: TestStack, workload: Workload = {}) =>
  (): Promise<void> => {
    const { container, replicas = 1, app = 'a', timeout = '100s', minReadySeconds = 0 } = workload;
    new Deployment(
      'app',
      {
        metadata: { namespace: stack.namespace, name: 'app' },
        spec: {
          replicas,
          minReadySeconds,
          selector: { matchLabels: { app } },
          template: pod(app, container),
        },
      },
      { customTimeouts: { create: timeout, update: timeout } },
    );
    return Promise.resolve();
  };

const app = (stack: TestStack, kind = 'Deployment') =>
  live({ apiVersion: 'apps/v1', kind, namespace: stack.namespace, name: 'app' });

const status = async (stack: TestStack, kind?: string) =>
  (await app(stack, kind))?.status as Record<string, number>;

describe(`workloads with the provider ${providerUnderTest()}`, () => {
  test.concurrent(
    'a Deployment is done when its pods are available, and so is its rollout',
    withStack(async (stack) => {
      const up = await stack.up(deployment(stack));
      expect(up.ok).toBe(true);
      expect(await status(stack)).toMatchObject({ availableReplicas: 1, updatedReplicas: 1 });

      const env = [{ name: 'STEP', value: '2' }];
      const rolled = await stack.up(deployment(stack, { container: { env }, replicas: 2 }));
      expect(rolled.operations).toEqual({ app: ['update'] });
      expect(rolled.changed['app']).toEqual([
        'spec.replicas',
        'spec.template.spec.containers[0].env',
      ]);
      expect(await status(stack)).toMatchObject({
        replicas: 2,
        availableReplicas: 2,
        updatedReplicas: 2,
      });
      const same = deployment(stack, { container: { env }, replicas: 2 });
      expect((await stack.up(same)).operations).toEqual({ app: ['same'] });

      const before = await app(stack);
      const replaced = await stack.up(deployment(stack, { app: 'b' }));
      expect(replaced.operations['app']).toEqual([
        'delete-replaced',
        'replace',
        'create-replacement',
      ]);
      expect((await app(stack))?.metadata?.uid).not.toBe(before?.metadata?.uid);

      expect((await stack.destroy()).ok).toBe(true);
      expect(await app(stack)).toBeUndefined();
    }),
  );

  test.concurrent(
    'an image that cannot be had fails the Deployment with that reason, and the next update mends it',
    withStack(async (stack) => {
      const container = { image: 'cutover.local/no-such-image:none' };
      const failed = await stack.up(deployment(stack, { container, timeout: '8s' }));
      expect(failed.ok).toBe(false);
      expect(failed.text).toMatch(/ErrImagePull|ImagePullBackOff|ErrImageNeverPull/);
      const state = await stack.inState('app');
      expect(state?.id).toBe(`${stack.namespace}/app`);
      expect(state?.initErrors).not.toEqual([]);

      const mended = await stack.up(deployment(stack));
      expect(mended.operations).toEqual({ app: ['update'] });
      expect(mended.ok).toBe(true);
      expect((await stack.inState('app'))?.initErrors ?? []).toEqual([]);
    }),
  );

  test.concurrent(
    'a probe that fails fails the Deployment, and the error points at the pod',
    withStack(async (stack) => {
      const readinessProbe = { tcpSocket: { port: 9 }, periodSeconds: 1 };
      const failed = await stack.up(
        deployment(stack, { container: { readinessProbe }, timeout: '8s' }),
      );
      expect(failed.ok).toBe(false);
      expect(failed.text).toMatch(/unready|not ready|Unhealthy|probe/i);
      expect(failed.text).toMatch(/app-[0-9a-z]+-[0-9a-z]+|minimum availability/);
    }),
  );

  test.concurrent(
    'a container that crashes fails the Deployment with its reason',
    withStack(async (stack) => {
      const container = { image: images.node, command: ['node', '-e', 'process.exit(3)'] };
      // Until it ends, a container without a probe counts as ready.
      const failed = await stack.up(
        deployment(stack, { container, timeout: '15s', minReadySeconds: 10 }),
      );
      expect(failed.ok).toBe(false);
      expect(failed.text).toMatch(/CrashLoopBackOff|exit code 3|Error/);
    }),
  );

  test.concurrent(
    'skipAwait returns before anything runs',
    withStack(async (stack) => {
      const up = await stack.up(() => {
        new Deployment('app', {
          metadata: {
            namespace: stack.namespace,
            name: 'app',
            annotations: { 'pulumi.com/skipAwait': 'true' },
          },
          spec: {
            selector: { matchLabels: { app: 'a' } },
            template: pod('a', { image: 'cutover.local/no-such-image:none' }),
          },
        });
        return Promise.resolve();
      });
      expect(up.operations).toEqual({ app: ['create'] });
    }),
  );

  test.concurrent(
    'a StatefulSet is done when its pods are ready, and another service name is another StatefulSet',
    withStack(async (stack) => {
      const declare = (serviceName: string, replicas: number) => (): Promise<void> => {
        new StatefulSet('app', {
          metadata: { namespace: stack.namespace, name: 'app' },
          spec: {
            serviceName,
            replicas,
            selector: { matchLabels: { app: 's' } },
            template: pod('s'),
          },
        });
        return Promise.resolve();
      };
      expect((await stack.up(declare('one', 1))).ok).toBe(true);
      const grown = await stack.up(declare('one', 2));
      expect(grown.operations).toEqual({ app: ['update'] });
      expect(await status(stack, 'StatefulSet')).toMatchObject({ readyReplicas: 2 });
      const preview = await stack.preview(declare('two', 2));
      expect(preview.operations['app']).toContain('replace');
      expect(preview.changed['app']).toEqual(['spec.serviceName']);
    }),
  );

  test.concurrent(
    'a DaemonSet is done when its pods are available',
    withStack(async (stack) => {
      const up = await stack.up(() => {
        new DaemonSet('app', {
          metadata: { namespace: stack.namespace, name: 'app' },
          spec: { selector: { matchLabels: { app: 'd' } }, template: pod('d') },
        });
        return Promise.resolve();
      });
      expect(up.ok).toBe(true);
      const { desiredNumberScheduled, numberAvailable } = await status(stack, 'DaemonSet');
      expect(numberAvailable).toBe(desiredNumberScheduled);
    }),
  );

  test.concurrent(
    'a Job is done when it is complete, and one that fails fails the update',
    withStack(async (stack) => {
      const declare = (exitCode: number) => (): Promise<void> => {
        const template = pod('j', {
          image: images.node,
          command: ['node', '-e', `process.exit(${exitCode})`],
        });
        new Job(
          'job',
          {
            metadata: { namespace: stack.namespace },
            spec: {
              backoffLimit: 0,
              template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
            },
          },
          { customTimeouts: { create: '60s' } },
        );
        return Promise.resolve();
      };
      const done = await stack.up(declare(0));
      expect(done.ok).toBe(true);
      const failed = await stack.up(declare(4));
      expect(failed.operations['job']).toContain('create-replacement');
      expect(failed.ok).toBe(false);
      expect(failed.text).toMatch(/BackoffLimitExceeded|backoff limit/);
    }),
  );

  test.concurrent(
    'a Service without pods fails, one that needs none does not, and the failed one gets ready with pods',
    withStack(async (stack) => {
      const declare = (timeout: string, ready: boolean) => (): Promise<void> => {
        const service = (name: string, spec: object) =>
          new Service(
            name,
            {
              metadata: {
                namespace: stack.namespace,
                name,
                ...(ready && { labels: { ready: 'true' } }),
              },
              spec: { ports: [{ port: 80 }], ...spec },
            },
            { customTimeouts: { create: timeout, update: timeout } },
          );
        service('selecting', { selector: { app: 'web' } });
        service('headless', { clusterIP: 'None', selector: { app: 'web' } });
        service('external', { type: 'ExternalName', externalName: 'example.invalid' });
        if (ready) {
          new Deployment('web', {
            metadata: { namespace: stack.namespace, name: 'web' },
            spec: { selector: { matchLabels: { app: 'web' } }, template: pod('web') },
          });
        }
        return Promise.resolve();
      };
      const failed = await stack.up(declare('4s', false));
      expect(failed.ok).toBe(false);
      expect(failed.text).toMatch(/does not target any Pods/);
      expect((await stack.inState('selecting'))?.initErrors).not.toEqual([]);
      expect((await stack.inState('headless'))?.initErrors ?? []).toEqual([]);
      expect((await stack.inState('external'))?.initErrors ?? []).toEqual([]);

      const mended = await stack.up(declare('100s', true));
      expect(mended.ok).toBe(true);
    }),
  );

  test.concurrent(
    'a HorizontalPodAutoscaler is not waited for and is changed in place',
    withStack(async (stack) => {
      const declare = (maxReplicas: number) => (): Promise<void> => {
        new HorizontalPodAutoscaler('hpa', {
          metadata: { namespace: stack.namespace, name: 'hpa' },
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nowhere' },
            maxReplicas,
            metrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  target: { type: 'AverageValue', averageValue: '1000m' },
                },
              },
            ],
          },
        });
        return Promise.resolve();
      };
      expect((await stack.up(declare(3))).ok).toBe(true);
      expect((await stack.up(declare(3))).operations).toEqual({ hpa: ['same'] });
      const up = await stack.up(declare(5));
      expect(up.operations).toEqual({ hpa: ['update'] });
      expect(up.changed).toEqual({ hpa: ['spec.maxReplicas'] });
    }),
  );
});
