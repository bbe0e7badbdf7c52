import * as k8s from '@pulumi/kubernetes';
import { until } from '../../local/stack/until';
import { configMap, edit, live } from './support/live';
import { withProxy, withStack } from './support/test-stack';
import { providerUnderTest } from './support/under-test';

// The SDK loads a class when it is first named, which Jest forbids while tests run side by side.
const { ConfigMap } = k8s.core.v1;

/** A ConfigMap that is done once another writer has put `observed` to its share. */
const traffic = (namespace: string, share: string, timeout: string) => (): Promise<void> => {
  const provider = new k8s.Provider('mutable', { enableConfigMapMutable: true });
  const annotations = { 'pulumi.com/waitFor': `jsonpath={.data.observed}=${share}` };
  new ConfigMap(
    'traffic',
    { metadata: { namespace, name: 'traffic', annotations }, data: { share } },
    { provider, customTimeouts: { create: timeout, update: timeout } },
  );
  return Promise.resolve();
};

/** Waits until the ConfigMap asks for this share. */
async function asked(namespace: string, share: string): Promise<void> {
  const ref = configMap(namespace, 'traffic');
  await until(
    `the share ${share} is asked for`,
    async () => (await live(ref))?.data?.['share'] === share,
  );
}

/** Writes what the agents write once the traffic has moved. */
async function confirm(namespace: string, share: string): Promise<void> {
  await edit(configMap(namespace, 'traffic'), { data: { observed: share } }, 'agent');
}

describe(`waits with the provider ${providerUnderTest()}`, () => {
  test.concurrent(
    'an update returns once another writer has met the condition, and keeps what it wrote',
    withStack(async (stack) => {
      const { namespace } = stack;
      const creating = stack.up(traffic(namespace, '5', '60s'));
      await asked(namespace, '5');
      await confirm(namespace, '5');
      expect((await creating).operations).toEqual({ traffic: ['create'] });

      const preview = await stack.preview(traffic(namespace, '25', '60s'));
      expect(preview.changed).toEqual({
        traffic: ['data.share', 'metadata.annotations["pulumi.com/waitFor"]'],
      });
      const updating = stack.up(traffic(namespace, '25', '60s'));
      await asked(namespace, '25');
      await confirm(namespace, '25');
      const up = await updating;
      expect(up.ok).toBe(true);
      expect(up.operations).toEqual({ traffic: ['update'] });
      expect((await live(configMap(namespace, 'traffic')))?.data).toEqual({
        share: '25',
        observed: '25',
      });
      expect((await stack.inState('traffic'))?.outputs?.['data']).toEqual({
        share: '25',
        observed: '25',
      });
      expect((await stack.up(traffic(namespace, '25', '60s'))).operations).toEqual({
        traffic: ['same'],
      });
    }),
  );

  test.concurrent(
    'a condition that is not met in time fails the update, keeps the object in the state, and the next update waits again',
    withStack(async (stack) => {
      const { namespace } = stack;
      const late = await stack.up(traffic(namespace, '5', '3s'));
      expect(late.ok).toBe(false);
      expect(late.text).toMatch(/timed out|timeout/i);
      const state = await stack.inState('traffic');
      expect(state?.id).toBe(`${namespace}/traffic`);
      expect(state?.initErrors).not.toEqual([]);

      const again = stack.up(traffic(namespace, '5', '60s'));
      await until('the update runs', () => stack.isLocked());
      await confirm(namespace, '5');
      expect((await again).ok).toBe(true);
      expect((await stack.inState('traffic'))?.initErrors ?? []).toEqual([]);
    }),
  );

  test.concurrent(
    'existence, several conditions and status conditions can be waited for',
    withStack(async (stack) => {
      const program = (): Promise<void> => {
        const annotations = {
          'pulumi.com/waitFor': JSON.stringify([
            'jsonpath={.metadata.uid}',
            "jsonpath={.metadata.labels['app.kubernetes.io/name']}=there",
          ]),
        };
        const labels = { 'app.kubernetes.io/name': 'there' };
        new ConfigMap('met', {
          metadata: { namespace: stack.namespace, name: 'met', annotations, labels },
        });
        new ConfigMap(
          'unmet',
          {
            metadata: {
              namespace: stack.namespace,
              name: 'unmet',
              annotations: { 'pulumi.com/waitFor': 'condition=Ready' },
            },
          },
          { customTimeouts: { create: '2s' } },
        );
        return Promise.resolve();
      };
      const up = await stack.up(program);
      expect(up.ok).toBe(false);
      expect((await stack.inState('met'))?.initErrors ?? []).toEqual([]);
      expect((await stack.inState('unmet'))?.initErrors).not.toEqual([]);
    }),
  );

  test.concurrent(
    'Ctrl-C ends a wait; the next update goes on from there',
    withStack(async (stack) => {
      const { namespace } = stack;
      const abort = new AbortController();
      const running = stack.up(traffic(namespace, '5', '100s'), { signal: abort.signal });
      await asked(namespace, '5');
      abort.abort();
      const cancelled = await running;
      expect(cancelled.ok).toBe(false);
      expect(await live(configMap(namespace, 'traffic'))).toBeDefined();
      expect((await stack.inState('traffic'))?.id).toBe(`${namespace}/traffic`);

      await confirm(namespace, '5');
      const again = await stack.up(traffic(namespace, '5', '60s'));
      expect(again.ok).toBe(true);
      expect((await stack.inState('traffic'))?.initErrors ?? []).toEqual([]);
    }),
  );

  test.concurrent(
    'a CLI that is killed in the middle of an update leaves a lock, after which the next update goes on',
    withStack(async (stack) => {
      const { namespace } = stack;
      const creating = stack.up(traffic(namespace, '5', '60s'));
      await asked(namespace, '5');
      await confirm(namespace, '5');
      expect((await creating).ok).toBe(true);

      const updating = stack.up(traffic(namespace, '25', '100s'));
      await asked(namespace, '25');
      stack.kill();
      expect((await updating).ok).toBe(false);
      const locked = await stack.up(traffic(namespace, '25', '60s'));
      expect(locked.ok).toBe(false);
      expect(locked.text).toMatch(/locked/);

      await stack.cancel();
      await confirm(namespace, '25');
      expect((await stack.up(traffic(namespace, '25', '60s'))).ok).toBe(true);
      expect((await live(configMap(namespace, 'traffic')))?.data).toEqual({
        share: '25',
        observed: '25',
      });
    }),
  );

  test.concurrent(
    'an API server that goes away in the middle of an update fails it, and the next update converges',
    withProxy(async (stack, proxy) => {
      const { namespace } = stack;
      const creating = stack.up(traffic(namespace, '5', '60s'));
      await asked(namespace, '5');
      await confirm(namespace, '5');
      expect((await creating).ok).toBe(true);

      const updating = stack.up(traffic(namespace, '25', '6s'));
      await asked(namespace, '25');
      await proxy.cut();
      expect((await updating).ok).toBe(false);

      await proxy.restore();
      await confirm(namespace, '25');
      const again = await stack.up(traffic(namespace, '25', '60s'));
      expect(again.ok).toBe(true);
      expect((await live(configMap(namespace, 'traffic')))?.data).toEqual({
        share: '25',
        observed: '25',
      });
    }),
  );

  test.concurrent(
    'an API server that comes back in time does not fail the update that waits',
    withProxy(async (stack, proxy) => {
      const { namespace } = stack;
      const creating = stack.up(traffic(namespace, '5', '60s'));
      await asked(namespace, '5');
      await proxy.cut();
      await confirm(namespace, '5');
      await proxy.restore();
      expect((await creating).ok).toBe(true);
    }),
  );
});
