import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { CommandFailure, EXIT } from './failure';
import { didYouMean } from './stack-file';
import type { CommandTarget } from './target';

/** Where a kubeconfig may be, besides `--kubeconfig`. */
export interface KubeconfigPlaces {
  /** `KUBECONFIG`: paths with colons between them. */
  readonly variable: string | undefined;
  /** `~/.kube/config`. */
  readonly home: string;
}

/** @throws CommandFailure (usage) when there is no kubeconfig, or no such context in it. */
export function loadKubeconfig(target: CommandTarget, places: KubeconfigPlaces): KubeConfig {
  const paths = pathsOf(target, places);
  const found = paths.filter((path) => existsSync(path));
  if (found.length === 0) {
    const mend = 'give --kubeconfig FILE or set KUBECONFIG';
    throw new CommandFailure(EXIT.usage, `no kubeconfig at ${paths.join(', ')}; ${mend}`);
  }
  const config = new KubeConfig();
  try {
    for (const path of found) {
      const one = new KubeConfig();
      one.loadFromFile(path);
      if (config.contexts.length === 0) config.loadFromOptions(one);
      else config.mergeConfig(one, true);
    }
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new CommandFailure(
      EXIT.usage,
      `${found.join(', ')} is no kubeconfig: ${why}`,
      {},
      { cause },
    );
  }
  return withContext(config, target.context, found.join(', '));
}

function pathsOf({ kubeconfig }: CommandTarget, { variable, home }: KubeconfigPlaces): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (variable ?? '').split(':').filter((path) => path !== '');
  return listed.length > 0 ? listed : [home];
}

function withContext(config: KubeConfig, wanted: string | undefined, files: string): KubeConfig {
  const known = config.contexts.map(({ name }) => name);
  const context = wanted ?? config.currentContext;
  if (!known.includes(context)) {
    const list = known.length === 0 ? 'it has none' : `known: ${known.join(', ')}`;
    const what = context === '' ? 'no current context' : `no context '${context}'`;
    const guess = didYouMean(context, known);
    throw new CommandFailure(EXIT.usage, `${what} in ${files} (${list})${guess}`);
  }
  config.setCurrentContext(context);
  if (!config.getCurrentCluster()) {
    const message = `context '${context}' in ${files} names a cluster that is not there`;
    throw new CommandFailure(EXIT.usage, message);
  }
  return config;
}
