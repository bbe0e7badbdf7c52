import { serviceSchema } from '../../model/service/service';
import { gatewayPodSpec } from './gateway-pod';

const service = serviceSchema.parse({
  name: 'shop',
  versions: { v1: { image: 'shop:1', port: 5062 }, v2: { image: 'shop:2', port: 5070 } },
  gateway: { longestRequestSeconds: 30 },
  routes: [{ name: 'all', path: '/', fallback: 'none' }],
  plans: { all: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
  plan: 'all',
});

describe('the gateway pod', () => {
  const spec = gatewayPodSpec({
    service,
    images: { gateway: 'nginx', cutover: 'cutover' },
    serviceAccount: 'shop-gateway',
    configMap: 'shop-gateway-1',
  });

  it('bounds the request log, in memory, and keeps it from the files of the share', () => {
    expect(spec.volumes).toEqual(
      expect.arrayContaining([
        { name: 'shared', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
        { name: 'requests', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      ]),
    );
    const containers = [spec.initContainers, spec.containers].flatMap(
      (some) => some as { volumeMounts: unknown[] }[],
    );
    expect(containers).toHaveLength(2);
    for (const { volumeMounts } of containers) {
      expect(volumeMounts).toContainEqual({
        name: 'requests',
        mountPath: '/run/cutover/requests',
      });
    }
  });

  it('has time to leave, for the longest request, for a last scrape, and for the kubelet', () => {
    expect(spec.terminationGracePeriodSeconds).toBe(5 + (30 + 10) + 15 + 5);
  });
});
