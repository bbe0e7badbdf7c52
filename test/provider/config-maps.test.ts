import * as k8s from '@pulumi/kubernetes';
import { configMap, configMapNames, discard, edit, live, make } from './support/live';
import { withStack } from './support/test-stack';
import { providerUnderTest } from './support/under-test';

// The SDK loads a class when it is first named, which Jest forbids while tests run side by side.
const { ConfigMap, ConfigMapPatch } = k8s.core.v1;

type Data = Record<string, string>;

/** A ConfigMap of a fixed name. */
const named = (namespace: string, data: Data, options: object = {}) =>
  new ConfigMap('settings', { metadata: { namespace, name: 'settings' }, data }, options);

/** The same under a provider that changes ConfigMaps in place. */
const mutable = (namespace: string, data: Data, options: object = {}, immutable = false) => {
  const provider = new k8s.Provider('mutable', { enableConfigMapMutable: true });
  return new ConfigMap(
    'settings',
    { metadata: { namespace, name: 'settings' }, data, ...(immutable && { immutable }) },
    { provider, ...options },
  );
};

const run = (declare: () => unknown) => (): Promise<void> => {
  declare();
  return Promise.resolve();
};

describe(`ConfigMaps with the provider ${providerUnderTest()}`, () => {
  test.concurrent(
    'a preview of a create writes nothing, and the create writes what was declared',
    withStack(async (stack) => {
      const program = run(() => named(stack.namespace, { share: '5' }));
      const preview = await stack.preview(program);
      expect(preview.operations).toEqual({ settings: ['create'] });
      expect(await configMapNames(stack.namespace)).toEqual([]);

      const up = await stack.up(program);
      expect(up.operations).toEqual({ settings: ['create'] });
      expect((await live(configMap(stack.namespace, 'settings')))?.data).toEqual({ share: '5' });
      expect((await stack.inState('settings'))?.id).toBe(`${stack.namespace}/settings`);

      const again = await stack.up(program);
      expect(again.operations).toEqual({ settings: ['same'] });

      const destroyed = await stack.destroy();
      expect(destroyed.ok).toBe(true);
      expect(await live(configMap(stack.namespace, 'settings'))).toBeUndefined();
    }),
  );

  test.concurrent(
    'a mutable ConfigMap is changed in place, and the preview names just the changed key',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      await stack.up(run(() => mutable(stack.namespace, { share: '5', phase: 'canary' })));
      const before = await live(ref);

      const program = run(() => mutable(stack.namespace, { share: '25', phase: 'canary' }));
      const preview = await stack.preview(program);
      expect(preview.operations).toEqual({ settings: ['update'] });
      expect(preview.changed).toEqual({ settings: ['data.share'] });
      expect(preview.text).toMatch(/share: "5" => "25"/);
      expect((await live(ref))?.metadata?.resourceVersion).toBe(before?.metadata?.resourceVersion);

      const up = await stack.up(program);
      expect(up.operations).toEqual({ settings: ['update'] });
      const after = await live(ref);
      expect(after?.data).toEqual({ share: '25', phase: 'canary' });
      expect(after?.metadata?.uid).toBe(before?.metadata?.uid);

      const without = await stack.up(run(() => mutable(stack.namespace, { share: '25' })));
      expect(without.changed).toEqual({ settings: ['data.phase'] });
      expect((await live(ref))?.data).toEqual({ share: '25' });
    }),
  );

  test.concurrent(
    'an immutable ConfigMap is replaced even where the provider changes others in place',
    withStack(async (stack) => {
      await stack.up(run(() => mutable(stack.namespace, { share: '5' }, {}, true)));
      const before = await live(configMap(stack.namespace, 'settings'));
      const up = await stack.up(run(() => mutable(stack.namespace, { share: '25' }, {}, true)));
      expect(up.operations['settings']).toContain('create-replacement');
      const after = await live(configMap(stack.namespace, 'settings'));
      expect(after?.data).toEqual({ share: '25' });
      expect(after?.metadata?.uid).not.toBe(before?.metadata?.uid);
    }),
  );

  test.concurrent(
    'a ConfigMap of a fixed name is replaced, the old one going first',
    withStack(async (stack) => {
      await stack.up(run(() => named(stack.namespace, { share: '5' })));
      const before = await live(configMap(stack.namespace, 'settings'));
      const up = await stack.up(run(() => named(stack.namespace, { share: '25' })));
      expect(up.operations['settings']).toEqual([
        'delete-replaced',
        'replace',
        'create-replacement',
      ]);
      const after = await live(configMap(stack.namespace, 'settings'));
      expect(after?.data).toEqual({ share: '25' });
      expect(after?.metadata?.uid).not.toBe(before?.metadata?.uid);
    }),
  );

  test.concurrent(
    'a ConfigMap without a name gets one, keeps it while nothing changes, and is replaced by another before it goes',
    withStack(async (stack) => {
      const declare = (data: Data) =>
        run(() => new ConfigMap('auto', { metadata: { namespace: stack.namespace }, data }));
      await stack.up(declare({ a: '1' }));
      const [first = ''] = await configMapNames(stack.namespace);
      expect(first).toMatch(/^auto-[0-9a-f]{8}$/);
      const made = await live(configMap(stack.namespace, first));
      expect(made?.metadata?.annotations?.['pulumi.com/autonamed']).toBe('true');

      expect((await stack.up(declare({ a: '1' }))).operations).toEqual({ auto: ['same'] });

      const up = await stack.up(declare({ a: '2' }));
      expect(up.operations['auto']).toEqual(['create-replacement', 'replace', 'delete-replaced']);
      const [second = '', ...others] = await configMapNames(stack.namespace);
      expect(others).toEqual([]);
      expect(second).toMatch(/^auto-[0-9a-f]{8}$/);
      expect(second).not.toBe(first);
    }),
  );

  test.concurrent(
    'a create of an object that exists fails and leaves it alone',
    withStack(async (stack) => {
      await make(configMap(stack.namespace, 'settings'), { data: { owner: 'somebody' } });
      const up = await stack.up(run(() => named(stack.namespace, { share: '5' })));
      expect(up.ok).toBe(false);
      expect(up.text).toMatch(/already exists/);
      expect((await live(configMap(stack.namespace, 'settings')))?.data).toEqual({
        owner: 'somebody',
      });
      expect(await stack.inState('settings')).toBeUndefined();
    }),
  );

  test.concurrent(
    'what the server would refuse is refused at preview',
    withStack(async (stack) => {
      const program = run(
        () =>
          new ConfigMap('bad', {
            metadata: { namespace: stack.namespace, name: 'Not_A_Name' },
          }),
      );
      const preview = await stack.preview(program);
      expect(preview.ok).toBe(false);
      expect(preview.text).toMatch(/metadata\.name: Invalid value/);
    }),
  );

  test.concurrent(
    'a change of a field that another manager took over conflicts, and the error names both',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      await stack.up(run(() => mutable(stack.namespace, { share: '5' })));
      await edit(ref, { data: { share: '7' } }, 'somebody-else');
      const up = await stack.up(run(() => mutable(stack.namespace, { share: '25' })));
      expect(up.ok).toBe(false);
      expect(up.text).toMatch(/conflict/i);
      expect(up.text).toMatch(/"somebody-else"/);
      expect(up.text).toMatch(/\.data\.share/);
      expect((await live(ref))?.data).toEqual({ share: '7' });

      const forced = await stack.up(
        run(() => {
          const provider = new k8s.Provider('mutable', { enableConfigMapMutable: true });
          const metadata = {
            namespace: stack.namespace,
            name: 'settings',
            annotations: { 'pulumi.com/patchForce': 'true' },
          };
          return new ConfigMap('settings', { metadata, data: { share: '25' } }, { provider });
        }),
      );
      expect(forced.ok).toBe(true);
      expect((await live(ref))?.data).toEqual({ share: '25' });
    }),
  );

  test.concurrent(
    'a refresh sees an edit by hand, and the next update puts it right',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      const program = run(() => mutable(stack.namespace, { share: '5' }));
      await stack.up(program);
      await edit(ref, { data: { share: '99', extra: 'not managed' } }, 'kubectl-edit');

      const refresh = await stack.refresh();
      expect(refresh.ok).toBe(true);
      const state = await stack.inState('settings');
      expect(state?.outputs?.['data']).toEqual({ share: '99', extra: 'not managed' });
      expect(state?.inputs?.['data']).toEqual({ share: '99' });

      const up = await stack.up(program);
      expect(up.operations).toEqual({ settings: ['update'] });
      expect(up.changed).toEqual({ settings: ['data.share'] });
      expect((await live(ref))?.data?.['share']).toBe('5');
    }),
  );

  test.concurrent(
    'a refresh drops an object that is gone, and the next update makes it again',
    withStack(async (stack) => {
      const program = run(() => named(stack.namespace, { share: '5' }));
      await stack.up(program);
      await discard(configMap(stack.namespace, 'settings'));
      await stack.refresh();
      expect(await stack.inState('settings')).toBeUndefined();
      expect((await stack.up(program)).operations).toEqual({ settings: ['create'] });
    }),
  );

  test.concurrent(
    'an import takes an object over as it is',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      await make(ref, { data: { share: '5' } });
      const before = await live(ref);
      const id = `${stack.namespace}/settings`;
      const up = await stack.up(run(() => named(stack.namespace, { share: '5' }, { import: id })));
      expect(up.operations).toEqual({ settings: ['import'] });
      expect((await live(ref))?.metadata?.uid).toBe(before?.metadata?.uid);
      expect((await stack.inState('settings'))?.inputs?.['data']).toEqual({ share: '5' });
      expect(
        (await stack.up(run(() => named(stack.namespace, { share: '5' })))).operations,
      ).toEqual({
        settings: ['same'],
      });
    }),
  );

  test.concurrent(
    'a program reads a live object that it does not manage, and fails where there is none',
    withStack(async (stack) => {
      await make(configMap(stack.namespace, 'hold'), { data: { limit: '25' } });
      const reading = (name: string) => (): Promise<Record<string, unknown>> => {
        const found = ConfigMap.get('hold', `${stack.namespace}/${name}`);
        return Promise.resolve({ limit: found.data['limit'] });
      };
      const up = await stack.up(reading('hold'));
      expect(up.operations).toEqual({ hold: ['read'] });
      expect(up.outputs['limit']?.value).toBe('25');
      expect((await stack.inState('hold'))?.external).toBe(true);

      const missing = await stack.preview(reading('nothing-there'));
      expect(missing.ok).toBe(false);
      expect(missing.text).toMatch(/does not exist/);
    }),
  );

  test.concurrent(
    'ignored data stays what another writer made it',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      const declare = (label: string) =>
        run(
          () =>
            new ConfigMap(
              'settings',
              {
                metadata: { namespace: stack.namespace, name: 'settings', labels: { label } },
                data: { limit: '100' },
              },
              { ignoreChanges: ['data'] },
            ),
        );
      await stack.up(declare('first'));
      await edit(ref, { data: { limit: '5', reason: 'too many errors' } }, 'guard');

      const same = await stack.up(declare('first'));
      expect(same.operations).toEqual({ settings: ['same'] });
      const up = await stack.up(declare('second'));
      expect(up.ok).toBe(true);
      expect(up.changed).toEqual({ settings: ['metadata.labels.label'] });
      const after = await live(ref);
      expect(after?.data).toEqual({ limit: '5', reason: 'too many errors' });
      expect(after?.metadata?.labels).toEqual({ label: 'second' });

      await stack.refresh();
      expect((await stack.up(declare('second'))).operations).toEqual({ settings: ['same'] });
    }),
  );

  test.concurrent(
    'a patch writes its own fields into an object and takes them back when it is deleted',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'shared');
      const metadata = { namespace: stack.namespace, name: 'shared' };
      await make(ref, { data: { theirs: 'a' } });
      const patched = run(() => new ConfigMapPatch('patch', { metadata, data: { ours: 'b' } }));
      const up = await stack.up(patched);
      expect(up.operations).toEqual({ patch: ['create'] });
      expect((await live(ref))?.data).toEqual({ theirs: 'a', ours: 'b' });
      const gone = await stack.up(run(() => undefined));
      expect(gone.operations).toEqual({ patch: ['delete'] });
      expect((await live(ref))?.data).toEqual({ theirs: 'a' });
    }),
  );

  test.concurrent(
    'a deletion waits for finalizers, keeps the object in the state when the time is up, and ends once they are gone',
    withStack(async (stack) => {
      const ref = configMap(stack.namespace, 'settings');
      const metadata = {
        namespace: stack.namespace,
        name: 'settings',
        finalizers: ['cutover.dev/held-by-test'],
      };
      const program = run(
        () => new ConfigMap('settings', { metadata }, { customTimeouts: { delete: '3s' } }),
      );
      await stack.up(program);
      const held = await stack.destroy();
      expect(held.ok).toBe(false);
      expect((await live(ref))?.metadata?.deletionTimestamp).toBeDefined();
      expect(await stack.inState('settings')).toBeDefined();

      await edit(ref, { metadata: { ...metadata, finalizers: null } }, 'somebody-else');
      const destroyed = await stack.destroy();
      expect(destroyed.ok).toBe(true);
      expect(await live(ref)).toBeUndefined();
      expect(await stack.inState('settings')).toBeUndefined();
    }),
  );
});
