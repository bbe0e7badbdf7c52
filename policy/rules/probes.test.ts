import { judge, overriding } from '../support/judge';
import { CONTAINER, container, deployment, pod, resource } from '../support/resources';
import { probes } from './probes';

const found = (spec: object, config = {}) =>
  judge(probes, { resources: [deployment(spec)] }, config);

const refusal = (field: string) =>
  `mandatory: 'containers[${field}' (missing) must ask by httpGet, tcpSocket, grpc or exec; add it`;

const WITHOUT_STARTUP = Object.fromEntries(
  Object.entries(CONTAINER).filter(([key]) => key !== 'startupProbe'),
);

describe('probes', () => {
  it('passes a container with all three', () => {
    expect(found(pod())).toEqual([]);
  });

  it.each(['httpGet', 'tcpSocket', 'grpc', 'exec'])('passes a probe by %s', (way) => {
    const containers = [{ ...WITHOUT_STARTUP, startupProbe: { [way]: {} } }];
    expect(found(pod({ containers }))).toEqual([]);
  });

  it('refuses one that is missing', () => {
    expect(found(pod({ containers: [WITHOUT_STARTUP] }))).toEqual([
      refusal('service].startupProbe'),
    ]);
  });

  it('refuses, on the boundary, a probe that asks nothing', () => {
    const containers = [{ ...WITHOUT_STARTUP, startupProbe: { periodSeconds: 1 } }];
    expect(found(pod({ containers }))).toEqual([refusal('service].startupProbe')]);
  });

  it('refuses one container more that has none', () => {
    const containers = [CONTAINER, { name: 'extra' }];
    expect(found(pod({ containers }))).toEqual([
      refusal('extra].startupProbe'),
      refusal('extra].readinessProbe'),
      refusal('extra].livenessProbe'),
    ]);
  });

  it('looks at init containers that last, and not at those that end', () => {
    const initContainers = [{ name: 'init' }, { name: 'sidecar', restartPolicy: 'Always' }];
    const findings = found(pod({ initContainers }));
    expect(findings).toHaveLength(3);
    expect(findings.every((text) => text.includes('containers[sidecar]'))).toBe(true);
  });

  it('leaves jobs alone, whose pods end by themselves', () => {
    const spec = pod({ containers: [{ name: 'job' }] });
    const job = resource('batch/v1:Job', 'job', { spec: { template: { spec } } });
    const cron = resource('batch/v1:CronJob', 'cron', {
      spec: { jobTemplate: { spec: { template: { spec } } } },
    });
    expect(judge(probes, { resources: [job, cron] })).toEqual([]);
  });

  it('asks for those alone that are configured, and not of containers that are exempt', () => {
    const bare = pod({ containers: [{ name: 'bare' }] });
    expect(found(bare, { required: ['readiness'] })).toEqual([refusal('bare].readinessProbe')]);
    expect(found(bare, { exempt: ['bare'] })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const resources = [deployment(pod({ containers: [container({ livenessProbe: {} })] }))];
    expect(judge(probes, { resources, config: overriding('probes') })).toEqual([]);
    const bare = [deployment(pod({ containers: [WITHOUT_STARTUP] }))];
    expect(judge(probes, { resources: bare, config: overriding('probes') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+startupProbe/),
    ]);
  });
});
