import { setTimeout as delay } from 'node:timers/promises';
import { applyObject } from '../cluster/apply';
import { status, type ClusterOptions } from '../cluster/cluster';
import { hasCondition } from '../cluster/condition';
import { Inside } from '../cluster/inside';
import { clusterCommand, instanceOf } from '../cluster/instance';
import { StepLog } from '../cluster/step';
import { importImages } from '../images/import';
import { monitoringImages } from '../images/list';
import type { LocalPaths } from '../settings';
import { answers, urlOf } from './answers';
import { applyDefinitions, definitionPaths } from './definitions';
import { monitoringNamespace, type MonitoringServer } from './names';
import { monitoringObjects, namespaceObject, sharedObjects } from './objects';
import type { ServerStatus } from './status-text';

export interface MonitoringOptions extends ClusterOptions {
  /** Whether there is to be a receiver, which keeps what it is told of alerts. @defaultValue `false` */
  readonly receiver?: boolean;
}

/** The URL of each server that there is. They answer in pods and inside the cluster's network namespace. */
export type MonitoringUrls = Readonly<Partial<Record<MonitoringServer, string>>>;

/** Generous: on a busy machine the images alone take half a minute. */
const patienceMs = 180_000;
const pauseMs = 250;

/**
 * Has prometheus-operator, Prometheus and Alertmanager in a running cluster, and waits until all answer. What is there
 * already is left as it is.
 *
 * @throws when the cluster does not run, when monitoring was never built, or when it does not come up.
 */
export async function ensureMonitoring(options: MonitoringOptions): Promise<MonitoringUrls> {
  const { paths, receiver = false } = options;
  const steps = new StepLog(options.onStep);
  return withCluster(options, async (inside, containerdSocket) => {
    await steps.run('images of monitoring are there', () => bringImages(paths, containerdSocket));
    await steps.run('kinds of prometheus-operator are known', async () => {
      await applyDefinitions(paths, inside);
      await Promise.all(definitionPaths.map((path) => established(inside, path)));
    });
    await applyObject(inside, namespaceObject);
    for (const object of await monitoringObjects(receiver)) await applyObject(inside, object);
    const servers = ['prometheus', 'alertmanager', ...(receiver ? ['receiver'] : [])] as const;
    await Promise.all(
      (servers as readonly MonitoringServer[]).map((server) =>
        steps.run(`${server} answers`, () =>
          until(`${server} answers`, () => answers(inside, server)),
        ),
      ),
    );
    return urls(inside);
  });
}

/** Removes all of it but the operator's kinds and the objects of them that others made, and waits until it is gone. */
export async function removeMonitoring(options: ClusterOptions): Promise<void> {
  await withCluster(options, async (inside) => {
    const namespace = `${namespaceObject.path}/${monitoringNamespace}`;
    const shared = sharedObjects.map(({ path, metadata }) => `${path}/${metadata.name}`);
    for (const path of [namespace, ...shared]) await inside.api({ path, method: 'DELETE' });
    await until('its namespace is gone', async () => {
      const { status: code } = await inside.api({ path: namespace });
      return code === 404 || `the namespace ${monitoringNamespace} is still there`;
    });
  });
}

/** @returns the servers that there are, and what each says: true when it works. */
export async function monitoringStatus(
  options: ClusterOptions,
): Promise<ReadonlyMap<MonitoringServer, ServerStatus>> {
  return withCluster(options, async (inside) => {
    const found = Object.entries(await urls(inside)) as [MonitoringServer, string][];
    const judged = found.map(async ([server, url]) => {
      return [server, { url, works: await answers(inside, server) }] as const;
    });
    return new Map(await Promise.all(judged));
  });
}

async function urls(inside: Inside): Promise<MonitoringUrls> {
  const servers: readonly MonitoringServer[] = ['prometheus', 'alertmanager', 'receiver'];
  const found = await Promise.all(
    servers.map(async (server) => [server, await urlOf(inside, server)] as const),
  );
  return Object.fromEntries(found.filter(([, url]) => url !== undefined));
}

async function withCluster<Result>(
  options: ClusterOptions,
  work: (inside: Inside, containerdSocket: string) => Promise<Result>,
): Promise<Result> {
  const instance = instanceOf(options.paths, options.name);
  const { state, handle } = await status(options);
  if (state !== 'up' || handle === undefined) {
    throw new Error(
      `Cluster '${instance.name}' is ${state}; start it with '${clusterCommand(instance.name, 'up')}'.`,
    );
  }
  const inside = new Inside(instance);
  try {
    return await work(inside, handle.containerdSocket);
  } finally {
    inside.close();
  }
}

async function bringImages(paths: LocalPaths, containerdSocket: string): Promise<void> {
  try {
    await importImages(paths, containerdSocket, monitoringImages);
  } catch (cause) {
    throw new Error(
      `The images of monitoring must be built first; run \`npm run setup -- --with monitoring\`.`,
      { cause },
    );
  }
}

async function established(inside: Inside, path: string): Promise<void> {
  await until('the kinds of prometheus-operator are known', async () =>
    hasCondition((await inside.api({ path })).body, 'Established'),
  );
}

/** @param probe - true when it is so, else what there is instead. */
async function until(what: string, probe: () => Promise<true | string>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found === true) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Gave up after ${patienceMs / 1_000} s waiting until ${what}; last: ${found}`,
      );
    }
    await delay(pauseMs);
  }
}
