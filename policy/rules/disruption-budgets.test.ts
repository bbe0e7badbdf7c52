import { COMPONENT_LABEL, VERSION_LABEL } from '../../model/names';
import { judge, overriding } from '../support/judge';
import { deployment, pod, resource } from '../support/resources';
import { disruptionBudgets } from './disruption-budgets';

const SELECTOR = { matchLabels: { [COMPONENT_LABEL]: 'workload', [VERSION_LABEL]: 'v1' } };

const budget = (spec: object = { maxUnavailable: 1 }, over: object = {}) =>
  resource('policy/v1:PodDisruptionBudget', 'budget', {
    ...over,
    spec: { selector: SELECTOR, ...spec },
  });

const three = deployment(pod(), { replicas: 3 });

const autoscaler = resource('autoscaling/v2:HorizontalPodAutoscaler', 'autoscaler', {
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'orders-v1' }, minReplicas: 5 },
});

describe('disruption-budgets', () => {
  it.each([
    ['one pod that may go', [three, budget()]],
    ['a part of the pods that may go', [three, budget({ maxUnavailable: '34%' })]],
    ['all but one that must stay, on the boundary', [three, budget({ minAvailable: 2 })]],
    ['a part that must stay', [three, budget({ minAvailable: '50%' })]],
    [
      "what must stay below the autoscaler's floor",
      [deployment(), autoscaler, budget({ minAvailable: 4 })],
    ],
    [
      'a selector by expressions',
      [
        three,
        budget({
          selector: { matchExpressions: [{ key: VERSION_LABEL, operator: 'In', values: ['v1'] }] },
          maxUnavailable: 1,
        }),
      ],
    ],
    ['what makes no lasting pods', [resource('core/v1:ConfigMap', 'map', {})]],
  ])('passes %s', (_, resources) => {
    expect(judge(disruptionBudgets, { resources })).toEqual([]);
  });

  it.each([
    ['without any', [three]],
    [
      'whose budget selects others',
      [three, budget({ selector: { matchLabels: { [VERSION_LABEL]: 'v2' } } })],
    ],
    ['whose budget is in another namespace', [three, budget({}, { metadata: { namespace: 'x' } })]],
    [
      'whose budget selects by what its pods have not',
      [
        three,
        budget({
          selector: { matchExpressions: [{ key: VERSION_LABEL, operator: 'DoesNotExist' }] },
        }),
      ],
    ],
  ])('refuses a Deployment %s', (_, resources) => {
    expect(judge(disruptionBudgets, { resources })).toEqual([
      "mandatory: 'PodDisruptionBudget' (missing) must select its pods; add one",
    ]);
  });

  it('refuses one budget more', () => {
    expect(judge(disruptionBudgets, { resources: [three, budget(), budget()] })).toEqual([
      "mandatory: 'PodDisruptionBudget' (2 select its pods) must be one: Kubernetes evicts no pod that two of them select; keep one of them",
    ]);
  });

  it.each([
    ['maxUnavailable 0', { maxUnavailable: 0 }, "'spec.maxUnavailable' (0) must be more than 0"],
    [
      'maxUnavailable 0%',
      { maxUnavailable: '0%' },
      '\'spec.maxUnavailable\' ("0%") must be more than 0',
    ],
    [
      'all that must stay',
      { minAvailable: 3 },
      "'spec.minAvailable' (3) must leave one of the 3 pods to go",
    ],
    [
      '100 % that must stay',
      { minAvailable: '100%' },
      '\'spec.minAvailable\' ("100%") must leave one of the 3 pods to go',
    ],
    ['nothing said', {}, "'spec.minAvailable' (missing) must be given, or 'maxUnavailable'"],
  ])('refuses a budget with %s', (_, spec, message) => {
    const own = resource('policy/v1:PodDisruptionBudget', 'budget', {
      spec: { selector: SELECTOR, ...spec },
    });
    expect(judge(disruptionBudgets, { resources: [three, own] })).toEqual([
      `mandatory: ${message}; let one pod go at least`,
    ]);
  });

  it('refuses, on the boundary, as many as the floor of the autoscaler', () => {
    const resources = [deployment(), autoscaler, budget({ minAvailable: 5 })];
    expect(judge(disruptionBudgets, { resources })).toEqual([
      expect.stringContaining("'spec.minAvailable' (5) must leave one of the 5 pods to go"),
    ]);
  });

  it('asks for none where it is configured so', () => {
    expect(judge(disruptionBudgets, { resources: [three] }, { exempt: ['orders-v1'] })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('disruption-budgets');
    expect(judge(disruptionBudgets, { resources: [three], config })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): 'PodDisruption/),
    ]);
  });
});
