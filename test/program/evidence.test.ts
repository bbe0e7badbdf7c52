import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceData } from '../../model/gates/evidence';
import { readServiceFile } from '../../model/service/service-file';
import { evidenceAt } from '../support/gates/evidence-at';
import { named, podOf } from '../support/program/find';
import { runProgram } from '../support/program/run-program';
import type { Outcome, World } from '../support/program/world';

const monitoring = { prometheus: 'http://prometheus.monitoring:9090' };
const config = {
  'cutover:service': 'supersmartmatch',
  'cutover:v2TrafficPercentage': '10',
  'cutover:image': 'cutover:1',
  'cutover:gatewayImage': 'nginx:1',
};
const file = join('services', 'supersmartmatch.yaml');
const text = readFileSync(join(__dirname, '..', '..', file), 'utf8');
const readService = (values: unknown) => readServiceFile(file, text, { source: 'test', values });

/** @returns evidence of the service as its file is, taken at a share a while ago. */
function verdict(share: number, values: Record<string, number> = {}, secondsAgo = 5) {
  const time = new Date(Date.now() - secondsAgo * 1_000);
  return evidenceData(evidenceAt(readService({ monitoring }), share, time, values));
}

interface Case extends Partial<World> {
  readonly to?: number;
  readonly overrides?: object;
  readonly policyOverrides?: readonly object[];
}

const run = ({ to = 10, overrides, policyOverrides = [], ...more }: Case = {}): Promise<Outcome> =>
  runProgram({
    config: {
      ...config,
      'cutover:v2TrafficPercentage': String(to),
      'cutover:overrides': JSON.stringify({ monitoring, ...overrides }),
      'cutover:policyOverrides': JSON.stringify(policyOverrides),
    },
    previous: 5,
    stack: 'production',
    verdict: verdict(5),
    ...more,
  });

const HOW =
  "; look closer with: cutover gates --stack production; to let it through, have an override of 'evidence' in cutover:policyOverrides reviewed";

describe('with a guard', () => {
  it('the share rises on fresh evidence that passes, and the outlook is printed', async () => {
    const { refusal, resources, logs } = await run();
    expect(refusal).toBeUndefined();
    expect(named(resources, 'traffic-share').inputs['data']).toMatchObject({
      v2TrafficPercentage: '10',
    });
    const printed = logs.find(({ message }) => message.includes('gates: enforce'));
    expect(printed?.severity).toBe('info');
    expect(printed?.message).toMatch(/^supersmartmatch at 5 %, next 10 %; gates: enforce\ngate +/);
  });

  it('the share does not rise while V2 is slow', async () => {
    const { refusal } = await run({ verdict: verdict(5, { p95: 0.112 }) });
    expect(refusal).toMatch(
      /^the share may not rise from 5 % to 10 %: 1 of \d+ critical gates fail: p95: 112 ms \(100,000 samples in 5m\) must be at most 100 ms; /,
    );
    expect(refusal).toContain(HOW);
  });

  it.each<[string, () => Readonly<Record<string, string>>, RegExp]>([
    ['nothing has been judged', () => evidenceData(undefined), /: nothing has been judged yet; /],
    [
      'the evidence is old',
      () => verdict(5, {}, 61),
      /: the evidence is \d+ s old, and counts for 60 s; /,
    ],
    ['it was taken at another share', () => verdict(0), /: the gates were judged at 0 % in phase /],
    ['it is none', () => ({ evidence: 'pass' }), /: ConfigMap supersmartmatch-verdict: 1 problem/],
  ])('the share does not rise while %s', async (_, data, reason) => {
    expect((await run({ verdict: data() })).refusal).toMatch(reason);
  });

  it('the share falls, whatever has been judged', async () => {
    const { refusal, resources } = await run({ to: 0, verdict: { evidence: 'pass' } });
    expect(refusal).toBeUndefined();
    expect(named(resources, 'traffic-share').inputs['data']).toMatchObject({
      v2TrafficPercentage: '0',
    });
  });

  it('a first deployment at share 0 needs no evidence', async () => {
    const { refusal } = await runProgram({
      config: {
        ...config,
        'cutover:v2TrafficPercentage': '0',
        'cutover:overrides': JSON.stringify({ monitoring }),
      },
    });
    expect(refusal).toBeUndefined();
  });

  it('a reviewed override lets the share rise, and says so', async () => {
    const policyOverrides = [{ rule: 'evidence', reason: 'agreed in CHG-1234', owner: 'ops' }];
    const { refusal, logs } = await run({ verdict: evidenceData(undefined), policyOverrides });
    expect(refusal).toBeUndefined();
    expect(logs).toContainEqual({
      severity: 'warning',
      message:
        'evidence overridden, agreed in CHG-1234 (ops): the share may not rise from 5 % to 10 %: nothing has been judged yet; see that the guard runs',
    });
  });

  it('gates that only advise warn', async () => {
    const { refusal, logs } = await run({
      verdict: evidenceData(undefined),
      overrides: { monitoring: { ...monitoring, gates: 'advise' } },
    });
    expect(refusal).toBeUndefined();
    expect(logs.filter(({ severity }) => severity === 'warning')).toHaveLength(1);
  });

  it('the guard is given its gates, and no token but where it needs it', async () => {
    const { resources } = await run();
    const { pod, container } = podOf(resources, 'guard-deployment');
    expect(pod['automountServiceAccountToken']).toBe(false);
    expect(container['command']).toEqual(['node', '/app/guard.js']);
    const { data } = named(resources, 'guard-settings').inputs as {
      data: { 'guard.json': string };
    };
    expect(JSON.parse(data['guard.json'])).toMatchObject({
      service: 'supersmartmatch',
      namespace: 'supersmartmatch',
      prometheus: monitoring.prometheus,
      everySeconds: 15,
      plan: { phases: expect.any(Array) as unknown },
    });
    expect(named(resources, 'guard-role').inputs['rules']).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: [
          'supersmartmatch-traffic',
          'supersmartmatch-hold',
          'supersmartmatch-verdict',
        ],
        verbs: ['get', 'list', 'watch'],
      },
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['supersmartmatch-verdict'],
        verbs: ['patch'],
      },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['supersmartmatch-guard'],
        verbs: ['get', 'update'],
      },
    ]);
  });
});

describe('in a freeze', () => {
  const freezes = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], reason: 'a test' }];

  it('the share does not rise, without a guard either', async () => {
    const { refusal } = await run({ overrides: { monitoring: { gates: 'off' }, freezes } });
    expect(refusal).toMatch(/^the share may not rise from 5 % to 10 %: frozen: a test; see /);
  });

  it('the share falls', async () => {
    expect((await run({ to: 0, overrides: { freezes } })).refusal).toBeUndefined();
  });
});

it('without a Prometheus there is no guard, and nothing of it', async () => {
  const { resources } = await run({ overrides: { monitoring: { gates: 'off' } } });
  expect(resources.filter(({ name }) => /guard|verdict/.test(name))).toEqual([]);
});
