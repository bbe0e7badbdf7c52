import { type Json, type JsonObject, sameJson } from './json';
import { clusterAccess } from './kubeconfig';
import { providerOptions } from './options';
import { hasUnknown, revealObject } from './secrets';
import type { ProviderEnvironment } from './settings';

/** What a change of the provider's own configuration means for its resources. */
export interface ConfigDiff {
  /** Keys that changed. */
  readonly changed: readonly string[];
  /** Keys whose change means another cluster, so that every resource must be made anew. */
  readonly replaces: readonly string[];
}

/** The keys that decide which cluster it is. */
const CLUSTER_KEYS = ['kubeconfig', 'context', 'cluster'];

/**
 * Compares two configurations of the same provider resource. Clusters have no identity of their
 * own: another one is taken to be meant where the active cluster's entry in the kubeconfig (address,
 * certificates) changes, unless `clusterIdentifier` says what is the same.
 */
export function diffConfig(
  olds: JsonObject,
  news: JsonObject,
  environment: ProviderEnvironment,
): ConfigDiff {
  const [before, after] = [revealObject(olds), revealObject(news)];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].filter((key) => !sameJson(before[key], after[key]));
  if (changed.includes('clusterIdentifier')) return { changed, replaces: ['clusterIdentifier'] };
  const relevant = changed.filter((key) => CLUSTER_KEYS.includes(key));
  // A kubeconfig that is made in the same update tells nothing yet.
  const isDecided = after['clusterIdentifier'] !== undefined || hasUnknown(after);
  if (relevant.length === 0 || isDecided) return { changed, replaces: [] };
  const [old, current] = [before, after].map((config) => activeCluster(config, environment));
  return { changed, replaces: sameJson(old, current) ? [] : relevant };
}

/** The entry of the active cluster without its name; null where there is none. */
function activeCluster(config: JsonObject, environment: ProviderEnvironment): Json {
  try {
    const { config: kubeconfig } = clusterAccess(providerOptions(config, environment));
    const cluster = kubeconfig.getCurrentCluster();
    return cluster === null ? null : { ...cluster, name: undefined };
  } catch {
    return null;
  }
}
