import { runProgram } from '../support/program/run-program';

const config = {
  'cutover:service': 'supersmartmatch',
  'cutover:v2TrafficPercentage': '25',
  'cutover:image': 'cutover:1',
  'cutover:gatewayImage': 'nginx:1',
};

describe('the configuration of a stack', () => {
  it('is refused with every problem at once, each with the command that mends it', async () => {
    const { refusal, resources } = await runProgram({
      stack: 'production',
      secretKeys: ['cutover:v2TrafficPercentage'],
      config: {
        'cutover:v2TrafficPercentage': '25',
        'cutover:service': 'supersmartmach',
        'cutover:gatewayImage': ' nginx:1',
        'cutover:buildImages': 'yes',
        'cutover:gatewayServiceType': 'Public',
        'cutover:confirmSeconds': '5',
        'cutover:finalise': 'now',
        'cutover:policyOverrides': '[{"rule":"soak","reason":"haste","owner":"ops"}]',
        'cutover:overrides': 'replicas',
        'cutover:v2TraficPercentage': '50',
        'kubernetes:context': 'production',
      },
    });
    const set = (key: string, value: string): string =>
      `run: pulumi config set cutover:${key} ${value} --stack production`;
    expect(refusal).toBe(
      [
        'config of stack production: 11 problems',
        "  'cutover:v2TraficPercentage' (an unknown key) must be one of cutover:service, cutover:namespace, " +
          'cutover:v2TrafficPercentage, cutover:overrides, cutover:image, cutover:gatewayImage, cutover:buildImages, ' +
          'cutover:imageRepository, cutover:gatewayServiceType, cutover:confirmSeconds, cutover:finalise, ' +
          'cutover:policyOverrides; if you meant ' +
          'cutover:v2TrafficPercentage, set that, and run: pulumi config rm cutover:v2TraficPercentage --stack production',
        "  'cutover:v2TrafficPercentage' (a secret) must be plain text, so that a reviewer can read it, and a whole " +
          `number from 0 to 100; ${set('v2TrafficPercentage', '<0 to 100>')} --plaintext`,
        `  'cutover:service' ("supersmartmach") must be one of services/*.yaml (mapping-dsl, supersmartmatch); ${set('service', 'supersmartmatch')}`,
        `  'cutover:buildImages' ("yes") must be true or false; ${set('buildImages', 'false')}`,
        `  'cutover:image' (missing) must name the cutover image; ${set('image', '<value>')}`,
        `  'cutover:gatewayImage' (" nginx:1") must name an image with NGINX 1.27.4 or newer; ${set('gatewayImage', '<value>')}`,
        `  'cutover:gatewayServiceType' ("Public") must be one of ClusterIP, NodePort, LoadBalancer; ${set('gatewayServiceType', 'ClusterIP')}`,
        `  'cutover:confirmSeconds' ("5") must be a whole number of seconds from 10 to 3600; ${set('confirmSeconds', '300')}`,
        `  'cutover:finalise' ("now") must be one of deprecate, remove; ${set('finalise', 'deprecate')}`,
        `  'cutover:policyOverrides[0].reason' ("haste") must say why in at least 10 characters; correct it`,
        `  'cutover:overrides' ("replicas") must be a mapping of fields of the service file; write it so in Pulumi.production.yaml`,
      ].join('\n'),
    );
    expect(resources).toEqual([]);
  });

  it('lays the overrides of the stack over the service file', async () => {
    const { resources } = await runProgram({
      config: { ...config, 'cutover:overrides': '{"gateway":{"replicas":7}}' },
    });
    const gateway = resources.find(({ name }) => name === 'gateway-deployment');
    expect(gateway?.inputs).toMatchObject({ spec: { replicas: 7 } });
  });

  it('is refused for what the overrides say', async () => {
    const { refusal } = await runProgram({
      config: { ...config, 'cutover:overrides': '{"gateway":{"replcas":7}}' },
    });
    expect(refusal).toBe(
      [
        'services/supersmartmatch.yaml: 1 problem',
        "  'cutover:overrides: gateway.replcas' (7) must be one of the known fields (replicas, workers, port, " +
          'longestRequestSeconds, resources, ' +
          "balancing, tls, headers, trustedProxies, rateLimit, waf, limits, jwt, forcedVersion, accessLog); write 'replicas', or remove it",
      ].join('\n'),
    );
  });

  it('is refused when the service calls itself otherwise than its file', async () => {
    const { refusal } = await runProgram({
      config: { ...config, 'cutover:overrides': '{"name":"shop"}' },
    });
    expect(refusal).toBe(
      [
        'services/supersmartmatch.yaml: 1 problem',
        `  'name' ("shop") must be the name of its file, 'supersmartmatch'; rename one of the two`,
      ].join('\n'),
    );
  });

  it('builds and pushes the image, and runs it by its digest, where the stack asks for it', async () => {
    const { resources } = await runProgram({
      config: {
        'cutover:service': 'supersmartmatch',
        'cutover:v2TrafficPercentage': '0',
        'cutover:gatewayImage': 'nginx:1',
        'cutover:buildImages': 'true',
        'cutover:imageRepository': 'registry.example.com/cutover',
      },
    });
    const gateway = resources.find(({ name }) => name === 'gateway-deployment');
    expect(gateway?.inputs).toMatchObject({
      spec: {
        template: {
          spec: { initContainers: [{ image: 'registry.example.com/cutover@sha256:built' }] },
        },
      },
    });
  });
});
