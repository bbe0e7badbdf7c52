import { COMPONENT_LABEL } from '../../model/names';
import { judge, overriding } from '../support/judge';
import { resource } from '../support/resources';
import { publicServices } from './public-services';

const service = (spec: object, component = 'workload') =>
  resource('core/v1:Service', 'orders', {
    metadata: { labels: { [COMPONENT_LABEL]: 'gateway' } },
    spec: { selector: { [COMPONENT_LABEL]: component }, ...spec },
  });

const ingress = (...names: string[]) =>
  resource('networking.k8s.io/v1:Ingress', 'ingress', {
    spec: {
      rules: [{ http: { paths: names.map((name) => ({ backend: { service: { name } } })) } }],
    },
  });

describe('public-services', () => {
  it.each([
    ['a Service inside of the cluster', service({})],
    ['one that says so', service({ type: 'ClusterIP', externalIPs: [] })],
    ['the gateway for all', service({ type: 'LoadBalancer' }, 'gateway')],
    ['the gateway on the nodes', service({ type: 'NodePort' }, 'gateway')],
    ['an Ingress that leads to the gateway', ingress('orders-gateway')],
    ['what is no Service', resource('core/v1:ConfigMap', 'map', { spec: { type: 'NodePort' } })],
  ])('passes %s', (_, it) => {
    expect(judge(publicServices, { resources: [it] })).toEqual([]);
  });

  it.each(['LoadBalancer', 'NodePort'])('refuses type %s, whatever it calls itself', (type) => {
    expect(judge(publicServices, { resources: [service({ type })] })).toEqual([
      `mandatory: 'spec.type' (${type}) must be ClusterIP for all but the gateway; let clients come through the gateway`,
    ]);
  });

  it('refuses a public Service without a selector', () => {
    const bare = resource('core/v1:Service', 'bare', { spec: { type: 'LoadBalancer' } });
    expect(judge(publicServices, { resources: [bare] })).toHaveLength(1);
  });

  it('refuses one external address', () => {
    const resources = [service({ externalIPs: ['203.0.113.7'] })];
    expect(judge(publicServices, { resources })).toEqual([
      `mandatory: 'spec.externalIPs' (["203.0.113.7"]) must be empty for all but the gateway; remove them`,
    ]);
  });

  it('refuses an Ingress that leads past the gateway, on one path of several', () => {
    expect(judge(publicServices, { resources: [ingress('orders-gateway', 'orders-v2')] })).toEqual([
      "mandatory: 'Ingress.spec' (orders-v2) must lead to the gateway alone; name orders-gateway instead",
    ]);
  });

  it.each([
    [
      'the default of an Ingress',
      'networking.k8s.io/v1:Ingress',
      { defaultBackend: { service: { name: 'orders-v1' } } },
    ],
    [
      'a route of the Gateway API',
      'gateway.networking.k8s.io/v1:HTTPRoute',
      { rules: [{ backendRefs: [{ name: 'orders-v1' }] }] },
    ],
  ])('refuses %s', (_, kind, spec) => {
    expect(judge(publicServices, { resources: [resource(kind, 'way', { spec })] })).toEqual([
      expect.stringContaining('(orders-v1) must lead to the gateway alone'),
    ]);
  });

  it('lets other components be public where it is configured to', () => {
    const resources = [service({ type: 'LoadBalancer' }, 'console')];
    expect(judge(publicServices, { resources })).toHaveLength(1);
    expect(judge(publicServices, { resources }, { publicComponents: ['console'] })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    const resources = [service({ type: 'NodePort' })];
    expect(judge(publicServices, { resources, config: overriding('public-services') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ClusterIP/),
    ]);
  });
});
