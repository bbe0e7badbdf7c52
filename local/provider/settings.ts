/** What the environment says where the provider's own configuration says nothing. */
export interface ProviderEnvironment {
  /** Kubeconfig paths, the first of which is used; undefined means `~/.kube/config`. */
  readonly kubeconfig: string | undefined;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly enablePatchForce: boolean;
  readonly suppressDeprecationWarnings: boolean;
  readonly upsertExistingObjects: boolean;
  readonly deleteUnreachable: boolean;
}

/** Names of the variables that the official provider reads, too. */
export function providerEnvironment(environment: NodeJS.ProcessEnv): ProviderEnvironment {
  const isOn = (name: string): boolean => environment[name] === 'true' || environment[name] === '1';
  return {
    kubeconfig: environment['KUBECONFIG']?.split(':').find((path) => path !== ''),
    enableConfigMapMutable: isOn('PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE'),
    enableSecretMutable: isOn('PULUMI_K8S_ENABLE_SECRET_MUTABLE'),
    enablePatchForce: isOn('PULUMI_K8S_ENABLE_PATCH_FORCE'),
    suppressDeprecationWarnings: isOn('PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS'),
    upsertExistingObjects: isOn('PULUMI_K8S_UPSERT_EXISTING_OBJECTS'),
    deleteUnreachable: isOn('PULUMI_K8S_DELETE_UNREACHABLE'),
  };
}
