import { join } from 'node:path';
import { clusterName, type LocalPaths } from '../settings';

/** Where one embedded cluster keeps its things. Two clusters with different names share nothing. */
export interface Instance {
  /** Unique on this machine; also the name of the kubeconfig context. */
  readonly name: string;
  /** The Kubernetes node's name. */
  readonly nodeName: string;
  /** The network namespace's name; a process enters it with `nsenter --net=<netnsPath>`. */
  readonly netns: string;
  /** The file that holds the network namespace. */
  readonly netnsPath: string;
  /** The cgroup, below the root of each hierarchy, that holds every process of the cluster. */
  readonly cgroup: string;
  /** Executables by their plain names. */
  readonly bin: string;
  /** Kept between runs: certificates, container images, logs, the record of what runs. */
  readonly folder: string;
  /** Sockets and state of running containers; short, as a socket's path must be; emptied by each start. */
  readonly runFolder: string;
  /** Certificates and keys. */
  readonly pki: string;
  /** Rendered configuration of the parts. */
  readonly config: string;
  /** One file per part, and the one before it as `<part>.log.1`. */
  readonly logs: string;
  /** For people and clients: full rights, certificates embedded. */
  readonly kubeconfig: string;
  /** containerd's API; reachable from outside the cluster's mount namespace too. */
  readonly containerdSocket: string;
}

export const defaultInstanceName = clusterName();

/** The cluster that `pulumi`, `kubectl` and `cutover` in a user's shell are led to. */
export const shellInstanceName = 'cutover';

/** A network interface and a cgroup are named after it, and sockets lie below it. */
const namePattern = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/**
 * @param name - 1 to 20 lower-case letters, digits and inner dashes, first a letter.
 * @throws Error when the name breaks that rule.
 */
export function instanceOf(paths: LocalPaths, name: string = defaultInstanceName): Instance {
  if (!namePattern.test(name)) {
    throw new Error(
      `'name' (${name}) must be 1 to 20 lower-case letters, digits and inner dashes, first a letter; ` +
        `choose another --name`,
    );
  }
  const folder = join(paths.clusters, name);
  const runFolder = join('/run/cutover', name);
  // One name reads well as it is; the others say what they belong to.
  const netns = name === shellInstanceName ? name : `cutover-${name}`;
  return {
    name,
    nodeName: `${name}-node`,
    netns,
    netnsPath: join('/run/netns', netns),
    cgroup: `cutover-${name}`,
    bin: paths.bin,
    folder,
    runFolder,
    pki: join(folder, 'pki'),
    config: join(folder, 'config'),
    logs: join(folder, 'logs'),
    kubeconfig: join(folder, 'kubeconfig'),
    containerdSocket: join(runFolder, 'containerd.sock'),
  };
}

/** @returns what a person types for a verb of this instance. */
export function clusterCommand(name: string, words: string): string {
  return `npm run cluster -- ${words}${name === defaultInstanceName ? '' : ` --name ${name}`}`;
}
