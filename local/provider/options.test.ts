import { configProblems, providerOptions } from './options';
import { providerEnvironment } from './settings';

describe('the configuration of the provider', () => {
  it('takes flags as the texts in which the engine sends them, and the environment otherwise', () => {
    const environment = providerEnvironment({ PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: 'true' });
    expect(providerOptions({}, environment).enableConfigMapMutable).toBe(true);
    expect(
      providerOptions({ enableConfigMapMutable: 'false' }, environment).enableConfigMapMutable,
    ).toBe(false);
    expect(providerOptions({ enableSecretMutable: true }, environment).enableSecretMutable).toBe(
      true,
    );
    expect(providerOptions({}, environment).enableSecretMutable).toBe(false);
  });

  it('takes the first file of KUBECONFIG unless it is told another', () => {
    const environment = providerEnvironment({ KUBECONFIG: ':/a:/b' });
    expect(providerOptions({}, environment).kubeconfig).toBe('/a');
    expect(providerOptions({ kubeconfig: '/c' }, environment).kubeconfig).toBe('/c');
  });

  it('refuses what only the official provider does, all at once', () => {
    expect(
      configProblems({ renderYamlToDirectory: 'out', enableServerSideApply: 'false' }),
    ).toEqual([
      {
        property: 'renderYamlToDirectory',
        reason:
          "'renderYamlToDirectory' is not done by this stand-in; install the official Kubernetes " +
          'provider with `pulumi plugin install resource kubernetes`',
      },
      {
        property: 'enableServerSideApply',
        reason:
          "'enableServerSideApply' (false) must be true for this stand-in, which knows no other way " +
          'to write; leave it out',
      },
    ]);
    expect(configProblems({ context: 'kind-kind', unheardOf: 'x' })).toEqual([]);
  });
});
