import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { ProviderOptions } from './options';

/** A kubeconfig with the context that is to be used made current. */
export interface ClusterAccess {
  readonly config: KubeConfig;
  /** URL of the API server. */
  readonly server: string;
  /** Where namespaced objects without a namespace go. */
  readonly namespace: string;
}

/** Contents hold line breaks or braces, which no sensible path does. */
function looksLikeContents(kubeconfig: string): boolean {
  return /[\n{]/.test(kubeconfig);
}

function load(kubeconfig: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig !== undefined && looksLikeContents(kubeconfig)) {
    config.loadFromString(kubeconfig);
    return config;
  }
  const home = join(homedir(), '.kube', 'config');
  const path = (kubeconfig ?? home).replace(/^~(?=\/)/, homedir());
  if (existsSync(path)) {
    config.loadFromFile(path);
    return config;
  }
  if (kubeconfig !== undefined) {
    throw new Error(`'kubeconfig' (${path}) must name a file that exists, or hold its contents`);
  }
  // The last resort is a pod's own service account; without one there is no cluster to talk to.
  if (!existsSync('/var/run/secrets/kubernetes.io/serviceaccount/token')) {
    throw new Error(`no kubeconfig: set KUBECONFIG, 'kubernetes:kubeconfig', or write ${home}`);
  }
  config.loadFromCluster();
  return config;
}

/**
 * @returns the cluster that the options name.
 * @throws Error saying which file, context or cluster does not exist.
 */
export function clusterAccess(
  options: Pick<ProviderOptions, 'kubeconfig' | 'context' | 'cluster' | 'namespace'>,
): ClusterAccess {
  const config = load(options.kubeconfig);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getContextObject(config.currentContext);
  if (context === null) {
    const known = config.contexts.map((item) => item.name).join(', ');
    throw new Error(`'context' (${config.currentContext}) must be one of: ${known}`);
  }
  if (options.cluster !== undefined) Object.assign(context, { cluster: options.cluster });
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(`'cluster' (${context.cluster}) must be one of the kubeconfig's clusters`);
  }
  return {
    config,
    server: cluster.server,
    namespace: options.namespace ?? context.namespace ?? 'default',
  };
}
