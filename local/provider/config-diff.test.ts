import { diffConfig } from './config-diff';
import { UNKNOWN, secret } from './secrets';
import { providerEnvironment } from './settings';

const environment = providerEnvironment({});

const kubeconfig = (server: string, token = 'x', ca = 'Y2E='): string =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });

const diff = (olds: Parameters<typeof diffConfig>[0], news: Parameters<typeof diffConfig>[1]) =>
  diffConfig(olds, news, environment);

describe('a change of the provider', () => {
  const old = { kubeconfig: secret(kubeconfig('https://a:6443')) };

  it('of its credentials is an update', () => {
    expect(diff(old, { kubeconfig: kubeconfig('https://a:6443', 'new') })).toEqual({
      changed: ['kubeconfig'],
      replaces: [],
    });
  });

  it.each([
    ['address', kubeconfig('https://b:6443')],
    ['certificate authority', kubeconfig('https://a:6443', 'x', 'bmV3')],
  ])('of the %s of its cluster means another cluster', (_, news) => {
    expect(diff(old, { kubeconfig: news }).replaces).toEqual(['kubeconfig']);
  });

  it('means another cluster just where the identifier changes, if there is one', () => {
    const other = kubeconfig('https://b:6443');
    const same = { ...old, clusterIdentifier: 'one' };
    expect(diff(same, { kubeconfig: other, clusterIdentifier: 'one' }).replaces).toEqual([]);
    expect(diff(same, { ...old, clusterIdentifier: 'two' }).replaces).toEqual([
      'clusterIdentifier',
    ]);
  });

  it('of what does not name the cluster is an update, and so is what is not known yet', () => {
    expect(diff(old, { ...old, enableConfigMapMutable: 'true' })).toEqual({
      changed: ['enableConfigMapMutable'],
      replaces: [],
    });
    expect(diff(old, { kubeconfig: UNKNOWN }).replaces).toEqual([]);
    expect(diff(old, old)).toEqual({ changed: [], replaces: [] });
  });
});
