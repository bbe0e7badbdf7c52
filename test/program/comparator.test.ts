import { compareSettingsSchema } from '../../model/compare-settings';
import { named } from '../support/program/find';
import { runProgram } from '../support/program/run-program';

const config = {
  'cutover:service': 'mapping-dsl',
  'cutover:v2TrafficPercentage': '0',
  'cutover:image': 'cutover:1',
  'cutover:gatewayImage': 'nginx:1',
};

describe('the comparator', () => {
  it('is told what to compare, and the agents where it is', async () => {
    const { resources } = await runProgram({ config });
    const { data, immutable } = named(resources, 'comparator-settings').inputs as {
      data: Record<string, string>;
      immutable: boolean;
    };
    const settings = compareSettingsSchema.parse(JSON.parse(data['compare.json'] ?? ''));
    expect(settings).toMatchObject({
      service: 'mapping-dsl',
      versions: {
        v1: { host: 'mapping-dsl-v1', port: 8080 },
        v2: { host: 'mapping-dsl-v2', port: 8080 },
      },
      requestsPerSecond: 5,
    });
    expect(Object.entries(settings.routes).map(([name, { safe }]) => [name, safe])).toEqual([
      ['validate', true],
      ['compile', true],
      ['dry-run', true],
    ]);
    expect(immutable).toBe(true);
    const gateway = named(resources, 'gateway-config-map').inputs['data'] as Record<string, string>;
    expect(JSON.parse(gateway['agent.json'] ?? '')).toMatchObject({
      comparator: { address: '10.96.0.4', port: 9_183 },
    });
    expect(gateway['nginx.conf']).toContain('mirror /.cutover/compare/validate;');
  });

  it('is not there where nothing is compared', async () => {
    const { resources } = await runProgram({
      config: { ...config, 'cutover:service': 'supersmartmatch' },
    });
    expect(resources.filter(({ name }) => name.startsWith('comparator'))).toEqual([]);
  });
});
