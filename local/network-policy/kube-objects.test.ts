import { readPod, readPolicy } from './kube-objects';

const metadata = { name: 'p', namespace: 'shop' };
const policy = (spec: object) => readPolicy({ metadata, spec });

describe('readPolicy', () => {
  it('isolates inwards alone when no types and no rules outwards are given', () => {
    expect(policy({ podSelector: {} })).toEqual({
      ...metadata,
      podSelector: {},
      ingress: [],
      egress: undefined,
    });
  });

  it('isolates outwards as well when rules outwards are given', () => {
    expect(policy({ egress: [{}] })).toMatchObject({
      ingress: [],
      egress: [{ peers: [], ports: [] }],
    });
  });

  it('goes by the types when they are given', () => {
    const only = policy({ policyTypes: ['Egress'], ingress: [{}] });
    expect(only).toMatchObject({ ingress: undefined, egress: [] });
  });

  it('takes TCP for the protocol of a port that names none', () => {
    const { ingress } = policy({ ingress: [{ ports: [{ port: 80 }] }] });
    expect(ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 80 }]);
  });

  it('refuses what is no policy', () => {
    expect(() =>
      policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt' }] } }),
    ).toThrow('Invalid option');
  });
});

describe('readPod', () => {
  const pod = (status: object, spec: object = {}) =>
    readPod({ metadata, spec: { containers: [], ...spec }, status });

  it('reads address, labels and named ports, those of sidecars included', () => {
    const found = readPod({
      metadata: { ...metadata, labels: { app: 'shop' } },
      spec: {
        containers: [{ ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9 }] }],
        initContainers: [{ ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] }],
      },
      status: { phase: 'Running', podIP: '10.244.0.2' },
    });
    expect(found).toEqual({
      namespace: 'shop',
      labels: { app: 'shop' },
      address: '10.244.0.2',
      ports: [
        { name: 'http', protocol: 'TCP', port: 8080 },
        { name: 'dns', protocol: 'UDP', port: 53 },
      ],
    });
  });

  it('leaves out a pod without an address of its own', () => {
    expect(pod({ phase: 'Pending' })).toBeUndefined();
    expect(pod({ phase: 'Running', podIP: '10.245.0.1' }, { hostNetwork: true })).toBeUndefined();
  });

  it.each(['Succeeded', 'Failed'])(
    'leaves out a pod that has %s: others may get its address',
    (phase) => {
      expect(pod({ phase, podIP: '10.244.0.2' })).toBeUndefined();
    },
  );
});
