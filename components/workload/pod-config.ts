import type { core } from '@pulumi/kubernetes/types/input';
import type * as pulumi from '@pulumi/pulumi';
import { basename } from 'node:path';
import { TRAFFIC_KEYS } from '../../model/names';

/** Where a version finds its flags, one file each. */
const FLAGS_FOLDER = '/etc/cutover/flags';

/** What a container is told by files. */
export interface PodConfig {
  /** Contents of config files by their path in the container. */
  readonly files: Readonly<Record<string, string>>;
  /** Values of flags by their name: fixed for the life of a pod, so that they agree with its environment. */
  readonly flags: Readonly<Record<string, string>>;
  /** The file among the flags that follows the desired share, and the ConfigMap that it is taken from. */
  readonly percentage?: { readonly flag: string; readonly configMap: string } | undefined;
}

/** Keys in the ConfigMap: a path has characters that a key must not have. */
function fileKeys({ files }: PodConfig): { key: string; path: string }[] {
  const paths = Object.keys(files).sort();
  return paths.map((path, index) => ({ key: `file-${index}-${basename(path).slice(-200)}`, path }));
}

function flagKeys({ flags }: PodConfig): { key: string; path: string }[] {
  const names = Object.keys(flags).sort();
  return names.map((name) => ({ key: `flag-${name}`, path: name }));
}

/** @returns the data of the ConfigMap with all that is fixed; empty when there is nothing to mount. */
export function configData(config: PodConfig): Record<string, string> {
  const data: Record<string, string> = {};
  for (const { key, path } of fileKeys(config)) data[key] = config.files[path] ?? '';
  for (const { key, path } of flagKeys(config)) data[key] = config.flags[path] ?? '';
  return data;
}

/**
 * The volumes for a ConfigMap that {@link configData} filled. Flags and the percentage are one folder, which is why
 * it is a projected volume: kubelet keeps the percentage up to date in running pods, within about a minute. The traffic
 * ConfigMap is optional, since it comes last: it waits for the gateway, which waits for these pods.
 */
export function configVolumes(
  config: PodConfig,
  configMap: pulumi.Input<string>,
): { readonly volumes: core.v1.Volume[]; readonly mounts: core.v1.VolumeMount[] } {
  const { percentage } = config;
  const files = fileKeys(config);
  const flags = flagKeys(config);
  const volumes: core.v1.Volume[] = [];
  const mounts: core.v1.VolumeMount[] = [];
  if (files.length > 0) {
    const items = files.map(({ key }) => ({ key, path: key }));
    volumes.push({ name: 'files', configMap: { name: configMap, items } });
    for (const { key, path } of files) {
      mounts.push({ name: 'files', mountPath: path, subPath: key, readOnly: true });
    }
  }
  if (flags.length > 0 || percentage) {
    const sources: core.v1.VolumeProjection[] = [];
    if (flags.length > 0) sources.push({ configMap: { name: configMap, items: flags } });
    if (percentage) {
      const items = [{ key: TRAFFIC_KEYS.desired, path: percentage.flag }];
      sources.push({ configMap: { name: percentage.configMap, items, optional: true } });
    }
    volumes.push({ name: 'flags', projected: { sources } });
    mounts.push({ name: 'flags', mountPath: FLAGS_FOLDER, readOnly: true });
  }
  return { volumes, mounts };
}
