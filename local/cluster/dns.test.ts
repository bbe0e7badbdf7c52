import { images } from '../images/list';
import { coreDnsConfig, dnsObjects } from './dns';

test('CoreDNS answers for the cluster, and at once that nothing else exists', () => {
  expect(coreDnsConfig()).toBe(`cluster.local in-addr.arpa ip6.arpa {
    errors
    ready :8181
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        ttl 5
    }
    cache 5
}

. {
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`);
});

test('CoreDNS runs from an image that every cluster has', () => {
  const text = JSON.stringify(dnsObjects);
  const [image] = images.filter(({ name }) => text.includes(`"image":"${name}:local"`));
  expect(image?.name).toBe('cutover.local/coredns');
});

test('policies that allow DNS as in every cluster find its pods', () => {
  const deployment = dnsObjects.find(({ kind }) => kind === 'Deployment');
  expect(deployment).toMatchObject({
    metadata: { namespace: 'kube-system' },
    spec: { template: { metadata: { labels: { 'k8s-app': 'kube-dns' } } } },
  });
});
