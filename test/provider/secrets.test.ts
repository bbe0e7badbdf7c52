import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { withStack } from './support/test-stack';
import { providerUnderTest } from './support/under-test';

// The SDK loads a class when it is first named, which Jest forbids while tests run side by side.
const { ConfigMap, Secret } = k8s.core.v1;

describe(`secrets with the provider ${providerUnderTest()}`, () => {
  test.concurrent(
    'secret values are nowhere in the state in plain text, and outputs know that they are secret',
    withStack(async (stack) => {
      const plain = 'correct horse battery staple';
      const encoded = Buffer.from(plain).toString('base64');
      const program = (value: string) => (): Promise<Record<string, unknown>> => {
        const metadata = { namespace: stack.namespace };
        const declared = new Secret('declared', { metadata, stringData: { password: value } });
        const config = new ConfigMap('config', {
          metadata,
          data: { open: 'to all', password: pulumi.secret(value) },
        });
        return Promise.resolve({ declared: declared.data, password: config.data['password'] });
      };
      const up = await stack.up(program(plain));
      expect(up.ok).toBe(true);
      expect(up.outputs['declared']).toEqual({ secret: true, value: { password: encoded } });
      expect(up.outputs['password']).toEqual({ secret: true, value: plain });
      expect(stack.isReadable('to all')).toBe(true);
      expect(stack.isReadable(plain)).toBe(false);
      expect(stack.isReadable(encoded)).toBe(false);
      expect(up.text).not.toContain(plain);

      expect((await stack.up(program(plain))).operations).toEqual({
        declared: ['same'],
        config: ['same'],
      });
      await stack.refresh();
      expect(stack.isReadable(encoded)).toBe(false);
      const preview = await stack.preview(program(`${plain}!`));
      expect(preview.operations['declared']).toContain('replace');
      expect(preview.text).not.toContain(plain);
    }),
  );
});
