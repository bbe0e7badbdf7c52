import { type JsonObject, sameJson } from './json';
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

/** Compares two configurations of the same provider resource. */
export function diffConfig(
  olds: JsonObject,
  news: JsonObject,
  environment: ProviderEnvironment,
): ConfigDiff {
  const [before, after] = [revealObject(olds), revealObject(news)];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].filter((key) => !sameJson(before[key], after[key]));
  const relevant = changed.filter((key) => ['kubeconfig', 'context', 'cluster'].includes(key));
  // A kubeconfig that is made in the same update tells nothing yet; the official provider does not
  // replace on it either.
  if (relevant.length === 0 || hasUnknown(after)) return { changed, replaces: [] };
  const servers = [before, after].map((config) => serverOf(config, environment));
  return { changed, replaces: servers[0] === servers[1] ? [] : relevant };
}

function serverOf(config: JsonObject, environment: ProviderEnvironment): string {
  try {
    return clusterAccess(providerOptions(config, environment)).server;
  } catch {
    return '';
  }
}
