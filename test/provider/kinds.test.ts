import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import { LocalWorkspace } from '@pulumi/pulumi/automation';
import { discard, live, make } from './support/live';
import { testKubeconfig } from './support/settings';
import { withStack } from './support/test-stack';
import { providerUnderTest } from './support/under-test';
import { fileBackend } from '../../local/stack/file-backend';

// The SDK loads a class when it is first named, which Jest forbids while tests run side by side.
const { PersistentVolume, PersistentVolumeClaim } = k8s.core.v1;
const { StorageClass } = k8s.storage.v1;
const { CustomResourceDefinition } = k8s.apiextensions.v1;
const { CustomResource } = k8s.apiextensions;

const PROGRAM = `
const k8s = require('@pulumi/kubernetes');
const config = new (require('@pulumi/pulumi').Config)();
const namespace = config.require('namespace');
const map = new k8s.core.v1.ConfigMap('settings', {
  metadata: { namespace, name: 'settings' },
  data: { share: config.require('share') },
});
exports.share = map.data.share;
exports.version = map.metadata.resourceVersion;
`;

describe(`other kinds with the provider ${providerUnderTest()}`, () => {
  test.concurrent(
    'a claim is done when it is bound, or at once where its class waits for a pod',
    withStack(async (stack) => {
      const { namespace } = stack;
      const storage = { resources: { requests: { storage: '1Mi' } } };
      const up = await stack.up(() => {
        const volume = new PersistentVolume('volume', {
          metadata: { name: namespace },
          spec: {
            capacity: { storage: '1Mi' },
            accessModes: ['ReadWriteOnce'],
            persistentVolumeReclaimPolicy: 'Delete',
            storageClassName: '',
            hostPath: { path: `/tmp/${namespace}` },
            claimRef: { namespace, name: 'bound' },
          },
        });
        new PersistentVolumeClaim(
          'bound',
          {
            metadata: { namespace, name: 'bound' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: '',
              volumeName: volume.metadata.name,
              ...storage,
            },
          },
          { customTimeouts: { create: '60s' } },
        );
        const waits = new StorageClass('waits', {
          metadata: { name: namespace },
          provisioner: 'cutover.dev/nobody',
          volumeBindingMode: 'WaitForFirstConsumer',
        });
        const claim = (
          name: string,
          storageClassName: k8s.types.input.core.v1.PersistentVolumeClaimSpec['storageClassName'],
        ) =>
          new PersistentVolumeClaim(
            name,
            {
              metadata: { namespace, name },
              spec: { accessModes: ['ReadWriteOnce'], storageClassName, ...storage },
            },
            { customTimeouts: { create: '5s' } },
          );
        claim('waiting', waits.metadata.name);
        claim('never', 'no-such-class');
        return Promise.resolve();
      });
      expect(up.ok).toBe(false);
      expect((await stack.inState('bound'))?.initErrors ?? []).toEqual([]);
      expect((await stack.inState('waiting'))?.initErrors ?? []).toEqual([]);
      expect((await stack.inState('never'))?.initErrors).not.toEqual([]);
      expect((await stack.destroy()).ok).toBe(true);
    }),
  );

  test.concurrent(
    'a custom resource is made right after its definition, changed in place, and waited for as it says',
    withStack(async (stack) => {
      const { namespace } = stack;
      const group = `${namespace}.cutover.dev`;
      const declare =
        (size: number, condition = '') =>
        (): Promise<void> => {
          const definition = new CustomResourceDefinition('definition', {
            metadata: { name: `things.${group}` },
            spec: {
              group,
              scope: 'Namespaced',
              names: { kind: 'Thing', plural: 'things', singular: 'thing' },
              versions: [
                {
                  name: 'v1',
                  served: true,
                  storage: true,
                  schema: {
                    openAPIV3Schema: { type: 'object', x_kubernetes_preserve_unknown_fields: true },
                  },
                },
              ],
            },
          });
          new CustomResource(
            'thing',
            {
              apiVersion: `${group}/v1`,
              kind: 'Thing',
              metadata: {
                namespace,
                name: 'thing',
                ...(condition !== '' && { annotations: { 'pulumi.com/waitFor': condition } }),
              },
              spec: { size },
            },
            { dependsOn: definition, customTimeouts: { update: '3s' } },
          );
          return Promise.resolve();
        };
      try {
        const made = await stack.up(declare(1));
        expect(made.operations).toEqual({ definition: ['create'], thing: ['create'] });
        const grown = await stack.up(declare(2));
        expect(grown.operations).toEqual({ definition: ['same'], thing: ['update'] });
        expect(grown.changed['thing']).toEqual(['spec.size']);
        const ref = { apiVersion: `${group}/v1`, kind: 'Thing', namespace, name: 'thing' };
        expect((await live(ref))?.spec).toEqual({ size: 2 });

        const late = await stack.up(declare(2, 'condition=Ready'));
        expect(late.ok).toBe(false);
        expect((await stack.inState('thing'))?.initErrors).not.toEqual([]);
        expect((await stack.destroy()).ok).toBe(true);
      } finally {
        await discard({
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          name: `things.${group}`,
        });
      }
    }),
  );

  test.concurrent(
    'a custom resource without a definition is no such kind',
    withStack(async (stack) => {
      const up = await stack.up(() => {
        new CustomResource('thing', {
          apiVersion: 'nobody.cutover.dev/v1',
          kind: 'Thing',
          metadata: { namespace: stack.namespace, name: 'thing' },
        });
        return Promise.resolve();
      });
      expect(up.ok).toBe(false);
      expect(up.text).toMatch(/no matches for kind "Thing"/);
    }),
  );

  test.concurrent(
    'a program of its own, run by the Node.js language host, does the same',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cutover-provider-'));
      const namespace = `provider-test-${folder.slice(-6).toLowerCase()}`;
      await make({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
      try {
        const workDir = join(folder, 'program');
        mkdirSync(workDir);
        symlinkSync(resolve(__dirname, '../../node_modules'), join(workDir, 'node_modules'));
        writeFileSync(join(workDir, 'index.js'), PROGRAM);
        writeFileSync(join(workDir, 'package.json'), '{ "name": "program", "main": "index.js" }');
        writeFileSync(join(workDir, 'Pulumi.yaml'), 'name: program\nruntime: nodejs\n');
        const stack = await LocalWorkspace.createStack(
          { stackName: 'test', workDir },
          {
            envVars: {
              KUBECONFIG: testKubeconfig(),
              PULUMI_BACKEND_URL: fileBackend(folder),
              PULUMI_CONFIG_PASSPHRASE: 'contract',
              PULUMI_SKIP_UPDATE_CHECK: 'true',
              PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: 'true',
            },
          },
        );
        await stack.setAllConfig({ namespace: { value: namespace }, share: { value: '5' } });
        const created = await stack.up();
        expect(created.summary.resourceChanges).toEqual({ create: 2 });
        expect(created.outputs['share']?.value).toBe('5');
        await stack.setConfig('share', { value: '25' });
        const updated = await stack.up();
        expect(updated.summary.resourceChanges).toEqual({ same: 1, update: 1 });
        expect(updated.outputs['share']?.value).toBe('25');
        expect(updated.outputs['version']?.value).not.toBe(created.outputs['version']?.value);
        const destroyed = await stack.destroy();
        expect(destroyed.summary.result).toBe('succeeded');
      } finally {
        await discard({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
