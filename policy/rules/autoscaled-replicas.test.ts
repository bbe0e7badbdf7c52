import { judge, overriding } from '../support/judge';
import { deployment, pod, resource } from '../support/resources';
import { autoscaledReplicas } from './autoscaled-replicas';

const autoscaler = (target = 'orders-v1', name = 'autoscaler', over: object = {}) =>
  resource('autoscaling/v2:HorizontalPodAutoscaler', name, {
    ...over,
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target } },
  });

const declaring = (replicas?: number) =>
  deployment(pod(), replicas === undefined ? {} : { replicas });

describe('autoscaled-replicas', () => {
  it.each([
    ['an autoscaler over a Deployment that declares nothing', [declaring(), autoscaler()]],
    ['replicas without an autoscaler', [declaring(3)]],
    ['replicas beside the autoscaler of another', [declaring(3), autoscaler('orders-v2')]],
    [
      'replicas beside an autoscaler in another namespace',
      [declaring(3), autoscaler('orders-v1', 'other', { metadata: { namespace: 'other' } })],
    ],
  ])('passes %s', (_, resources) => {
    expect(judge(autoscaledReplicas, { resources })).toEqual([]);
  });

  it.each([3, 1, 0])('refuses %d replicas under an autoscaler', (replicas) => {
    expect(judge(autoscaledReplicas, { resources: [declaring(replicas), autoscaler()] })).toEqual([
      `mandatory: 'spec.replicas' (${replicas}) must not be declared under an autoscaler; remove it; the floor is the autoscaler's minReplicas`,
    ]);
  });

  it('refuses one autoscaler more', () => {
    const resources = [declaring(), autoscaler(), autoscaler('orders-v1', 'second')];
    expect(judge(autoscaledReplicas, { resources })).toEqual([
      "mandatory: 'autoscalers' (2) must be one: two of them undo what each other decides; keep one of them",
    ]);
  });

  it('is exempted by an override, and says so', () => {
    const config = overriding('autoscaled-replicas');
    const resources = [declaring(3), autoscaler()];
    expect(judge(autoscaledReplicas, { resources, config })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): 'spec.replicas'/),
    ]);
  });
});
