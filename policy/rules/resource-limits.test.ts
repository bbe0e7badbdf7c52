import { UNKNOWN } from '../resource';
import { judge, overriding } from '../support/judge';
import { CONTAINER, deployment, pod } from '../support/resources';
import { resourceLimits } from './resource-limits';

const limits = { cpu: '1', memory: '1Gi' };

const found = (resources: object, name = 'service', config = {}) =>
  judge(
    resourceLimits,
    { resources: [deployment(pod({ containers: [{ ...CONTAINER, name, resources }] }))] },
    config,
  );

const refusal = (field: string, got = 'missing') =>
  `mandatory: 'containers[service].resources.${field}' (${got}) must be more than nothing; set it`;

describe('resource-limits', () => {
  it.each([
    ['limits and requests', { limits, requests: { cpu: '100m', memory: '128Mi' } }],
    ['limits alone, which are requested in full', { limits }],
    ['numbers', { limits: { cpu: 1, memory: 134217728 } }],
    ['what is not known yet', UNKNOWN as unknown as object],
    ['more than is asked for', { limits: { ...limits, 'nvidia.com/gpu': 1 } }],
    ['the smallest amount, on the boundary', { limits: { cpu: '1m', memory: '1' } }],
  ])('passes %s', (_, resources) => {
    expect(found(resources)).toEqual([]);
  });

  it('refuses one that is missing', () => {
    expect(found({ limits: { cpu: '1' }, requests: limits })).toEqual([refusal('limits.memory')]);
  });

  it('refuses a request that nothing stands for', () => {
    expect(found({ limits: { memory: '1Gi' } })).toEqual([
      refusal('limits.cpu'),
      refusal('requests.cpu'),
    ]);
  });

  it('refuses 0, on the boundary, which Kubernetes takes for no limit', () => {
    expect(found({ limits: { cpu: '0', memory: '1Gi' }, requests: limits })).toEqual([
      refusal('limits.cpu', '"0"'),
    ]);
  });

  it('refuses a container without resources in all four', () => {
    expect(found({})).toHaveLength(4);
  });

  it('refuses the one container among several that has none', () => {
    const containers = [CONTAINER, { ...CONTAINER, name: 'extra', resources: { limits: {} } }];
    const findings = judge(resourceLimits, { resources: [deployment(pod({ containers }))] });
    expect(findings).toHaveLength(4);
    expect(findings.every((text) => text.includes('containers[extra]'))).toBe(true);
  });

  it('asks for no CPU limit of the agent, nor of others that are configured', () => {
    const resources = { limits: { memory: '1Gi' }, requests: { cpu: '100m' } };
    expect(found(resources, 'agent')).toEqual([]);
    expect(found(resources, 'other')).toHaveLength(1);
    expect(found(resources, 'other', { withoutCpuLimit: ['other'] })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const resources = [deployment(pod({ containers: [{ ...CONTAINER, resources: { limits } }] }))];
    const config = overriding('resource-limits');
    expect(judge(resourceLimits, { resources, config })).toEqual([]);
    const bare = [deployment(pod({ containers: [{ ...CONTAINER, resources: {} }] }))];
    expect(judge(resourceLimits, { resources: bare, config })[0]).toMatch(
      /^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ more than nothing/,
    );
  });
});
