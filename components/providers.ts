import { Provider } from '@pulumi/kubernetes/provider';

export interface Providers {
  /** For everything but the kept config. */
  readonly cluster: Provider;
  /**
   * For the kept config alone: the same content, come back, must find its object again. Everything else is refused
   * where an object of its name exists already, so that nothing is taken over by mistake.
   */
  readonly keeper: Provider;
}

/** @param context - context of the kubeconfig; `undefined`: the current one. */
export function createProviders(context: string | undefined): Providers {
  const where = context === undefined ? {} : { context };
  return {
    // The traffic ConfigMap is updated in place: replaced, it would be gone for a moment.
    cluster: new Provider('cluster', { enableConfigMapMutable: true, ...where }),
    keeper: new Provider('cluster-keeper', { upsertExistingObjects: true, ...where }),
  };
}
