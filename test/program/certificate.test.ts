import { named } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Outcome } from '../support/program/world';

const run = async (tls: object): Promise<Outcome> =>
  runProgram({
    config: {
      'cutover:service': 'supersmartmatch',
      'cutover:v2TrafficPercentage': '0',
      'cutover:image': 'cutover:1',
      'cutover:gatewayImage': 'nginx:1',
      'cutover:overrides': JSON.stringify({ gateway: { tls } }),
    },
  });

describe('the certificate of the gateway', () => {
  it('is made by the issuer with a new key at each renewal, and mounted from its Secret', async () => {
    const { resources, refusal } = await run({
      mode: 'issuer',
      issuer: { name: 'company', kind: 'ClusterIssuer' },
      hosts: ['match.example.com'],
    });
    expect(refusal).toBeUndefined();
    const { type, inputs } = named(resources, 'certificate-certificate');
    expect(type).toBe('kubernetes:cert-manager.io/v1:Certificate');
    expect(inputs).toMatchObject({
      metadata: {
        name: 'supersmartmatch-gateway',
        namespace: 'supersmartmatch',
        annotations: { 'pulumi.com/waitFor': 'condition=Ready' },
      },
      spec: {
        secretName: 'supersmartmatch-tls',
        dnsNames: ['match.example.com'],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'company' },
        duration: '2160h0m0s',
        renewBefore: '720h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth'],
      },
    });
    expect(secretsOf(resources)).toContain('"supersmartmatch-tls"');
  });

  it.each([
    ['is the one of a given Secret', { mode: 'secret', secret: 'match-tls' }, 'match-tls'],
    ['is none without TLS', { mode: 'off' }, undefined],
  ])('%s', async (_, tls, secret) => {
    const { resources, refusal } = await run(tls);
    expect(refusal).toBeUndefined();
    expect(resources.map(({ name }) => name)).not.toContain('certificate-certificate');
    expect(secretsOf(resources).includes('"secret"')).toBe(secret !== undefined);
    expect(secretsOf(resources)).toContain(secret ?? '');
  });
});

function secretsOf(resources: Outcome['resources']): string {
  const pod = (named(resources, 'gateway-deployment').inputs as { spec: object }).spec;
  return JSON.stringify(pod);
}
