import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../problem';
import { readServiceFile, type Overrides } from './service-file';

const good = `name: shop
versions:
  v1: { image: 'shop:1', port: 5062 }
  v2:
    image: shop:2
    port: 5070
plan:
  - name: all
    shares: [0, 100]
`;

const refusal = (text: string, overrides?: Overrides): string => {
  try {
    readServiceFile('services/shop.yaml', text, overrides);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('readServiceFile', () => {
  it('fills in what the file leaves out', () => {
    expect(readServiceFile('services/shop.yaml', good)).toEqual({
      name: 'shop',
      versions: {
        v1: {
          image: 'shop:1',
          port: 5062,
          healthPath: '/health',
          environment: {},
          resources: { limits: { cpu: '2', memory: '2Gi' }, requests: {} },
          replicas: { min: 3, max: 10, cpuPercent: 70, memoryPercent: 80 },
        },
        v2: {
          image: 'shop:2',
          port: 5070,
          healthPath: '/health',
          environment: {},
          resources: { limits: { cpu: '2', memory: '2Gi' }, requests: {} },
          replicas: { min: 3, max: 10, cpuPercent: 70, memoryPercent: 80 },
        },
      },
      gateway: {
        replicas: 3,
        workers: 2,
        port: 80,
        longestRequestSeconds: 60,
        resources: { limits: { cpu: '1', memory: '256Mi' }, requests: {} },
      },
      plan: [{ name: 'all', shares: [0, 100] }],
    });
  });

  it('accepts the service files of this project', () => {
    const file = join(__dirname, '..', 'services', 'supersmartmatch.yaml');
    const service = readServiceFile(file, readFileSync(file, 'utf8'));
    expect([service.versions.v1.port, service.versions.v2.port]).toEqual([5062, 5070]);
  });

  it('tells every problem at once, each with its place and its mend', () => {
    const bad = good
      .replace('port: 5070', 'port: 99999\n    imag: x')
      .replace('[0, 100]', '[0, 12.5]')
      .replace('name: shop', 'name: Shop');
    expect(refusal(bad)).toBe(
      [
        'services/shop.yaml: 4 problems',
        `  line 1, column 1: 'name' ("Shop") must start with a lower-case letter and hold only a-z, 0-9 and -, 40 characters at most; correct it`,
        `  line 6, column 5: 'versions.v2.port' (99999) must be at most 65535; correct it`,
        `  line 7, column 5: 'versions.v2.imag' ("x") must be one of the known fields (image, command, port, healthPath, environment, resources, replicas); write 'image', or remove it`,
        `  line 10, column 17: 'plan[0].shares[1]' (12.5) must be a whole number; correct it`,
      ].join('\n'),
    );
  });

  it('points at the parent of a missing field', () => {
    expect(refusal(good.replace('    image: shop:2\n', ''))).toBe(
      [
        'services/shop.yaml: 1 problem',
        `  line 4, column 3: 'versions.v2.image' (missing) must be a string; add it`,
      ].join('\n'),
    );
  });

  it('lays the overrides of a stack over the file, key by key', () => {
    const service = readServiceFile('services/shop.yaml', good, {
      source: 'cutover:overrides',
      values: { versions: { v2: { replicas: { min: 1 } } } },
    });
    expect(service.versions.v2.replicas).toEqual({
      min: 1,
      max: 10,
      cpuPercent: 70,
      memoryPercent: 80,
    });
    expect(service.versions.v2.image).toBe('shop:2');
  });

  it('blames the overrides, not the file, for what they say', () => {
    const overrides = {
      source: 'cutover:overrides',
      values: { gateway: { replicas: 0 }, versions: { v1: { replicas: { min: 5, max: 2 } } } },
    };
    expect(refusal(good, overrides)).toBe(
      [
        'services/shop.yaml: 2 problems',
        `  'cutover:overrides: versions.v1.replicas.min' (5) must be no greater than 'max'; correct it`,
        `  'cutover:overrides: gateway.replicas' (0) must be at least 1; correct it`,
      ].join('\n'),
    );
  });

  it.each([
    ['', `'the file' (null) must be a mapping; correct it`],
    ['[]', `'the file' ([]) must be a mapping; correct it`],
    [
      'a: 1\na: 2\n',
      `line 2, column 1: 'YAML' (Map keys must be unique) must be well-formed; correct the file at this place`,
    ],
  ])('refuses the text %j', (text, problem) => {
    expect(refusal(text)).toBe(`services/shop.yaml: 1 problem\n  ${problem}`);
  });
});
