import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyCertificateKinds, applyLocalIssuer } from './certificates';
import { createCgroups } from './cgroups';
import { writeConfiguration } from './configuration';
import { forgetContainers, mayHaveContainers } from './containers';
import { Inside } from './inside';
import type { Instance } from './instance';
import { createNetwork } from './network';
import { applySystemObjects, registerMetricsApi } from './objects';
import type { PartName } from './parts';
import { ensurePki } from './pki';
import { endProcess, launchPart, logOf, startInit } from './processes';
import type { ProcessRecord } from './process-record';
import { partError, Readiness } from './readiness';
import { writeState, type ClusterState } from './state';
import type { StepLog } from './step';

/** Starts everything of a cluster of which nothing is left, and waits until it can be used. */
export async function startCluster(
  instance: Instance,
  home: string,
  steps: StepLog,
  importImages?: (containerdSocket: string) => Promise<void>,
): Promise<ClusterState> {
  const starter = await prepare(instance, home, steps);
  const inside = new Inside(instance);
  const ready = new Readiness(instance, inside, starter.parts);
  try {
    await Promise.all([
      steps.run('kube-apiserver answers', async () => {
        await starter.launch('etcd');
        await ready.etcd();
        await starter.launch('kube-apiserver');
        await ready.apiServer();
      }),
      steps.run('containerd has its images', async () => {
        await startContainerd(instance, starter, ready);
        await importImages?.(instance.containerdSocket);
      }),
    ]);
    await starter.launch('kube-controller-manager');
    await starter.launch('kubelet');
    await applySystemObjects(inside);
    await starter.launch('kube-proxy');
    await starter.launch('kube-scheduler');
    await Promise.all([
      steps.run('node is Ready', () => ready.node()),
      steps.run('controllers work', () => ready.controllers()),
      steps.run('scheduler works', () => ready.scheduler()),
      steps.run('service addresses and names answer', async () => {
        await ready.services();
        await ready.dns();
      }),
      steps.run('network policies are in force', async () => {
        await starter.launch('network-policy');
        await ready.networkPolicy();
      }),
      steps.run('certificates are issued', async () => {
        await applyCertificateKinds(instance, inside);
        await ready.certificateKinds();
        // It gives up without its kinds.
        await starter.launch('cert-manager');
        await applyLocalIssuer(instance, inside);
        await ready.issuer();
      }),
      steps.run('resource metrics are served', async () => {
        // It reads the kubelet at its start and then every 15 s: an early start would cost those.
        await ready.registered();
        await starter.launch('metrics-server');
        await ready.metricsServer();
        await registerMetricsApi(instance, inside);
        await ready.metrics();
      }),
    ]);
    return await starter.finish();
  } catch (error) {
    starter.drop();
    throw error;
  } finally {
    inside.close();
  }
}

/** Launches parts and records each. */
interface Starter {
  readonly parts: ReadonlyMap<PartName, ProcessRecord>;
  launch(part: PartName): Promise<void>;
  stop(part: PartName): Promise<void>;
  finish(): Promise<ClusterState>;
  /** Gives up all of it. */
  drop(): void;
}

async function prepare(instance: Instance, home: string, steps: StepLog): Promise<Starter> {
  await mkdir(instance.logs, { recursive: true });
  await mkdir(instance.runFolder, { recursive: true });
  const [joins] = await Promise.all([
    createCgroups(instance),
    steps.run('network is there', () => createNetwork(instance)),
    steps.run('certificates and configuration are there', async () => {
      await ensurePki(instance);
      await writeConfiguration(instance);
    }),
  ]);
  await writeFile(join(instance.folder, 'joins'), joins.join('\n'));
  const parts = new Map<PartName, ProcessRecord>();
  let state: ClusterState | undefined;
  let writes = Promise.resolve();
  const save = (next: ClusterState) => {
    state = next;
    // One after the other: parts are launched side by side.
    writes = writes.then(() => writeState(instance, next));
    return writes;
  };
  const startedAt = new Date().toISOString();
  const {
    record: init,
    keep,
    drop,
  } = await startInit(instance, home, joins, (supervisor, first) =>
    save({ phase: 'starting', supervisor, init: first, parts: {}, startedAt }),
  );
  const current = () => state as ClusterState;
  return {
    parts,
    launch: async (part) => {
      await freshLog(instance, part);
      parts.set(part, await launchRecorded(instance, init, joins, part));
      await save({ ...current(), parts: Object.fromEntries(parts) });
    },
    stop: async (part) => {
      const record = parts.get(part);
      parts.delete(part);
      if (record !== undefined) await endProcess(record, 5000);
    },
    finish: async () => {
      keep();
      await save({ ...current(), phase: 'up' });
      return current();
    },
    drop,
  };
}

async function launchRecorded(
  instance: Instance,
  init: ProcessRecord,
  joins: readonly string[],
  part: PartName,
): Promise<ProcessRecord> {
  try {
    return await launchPart(instance, init, joins, part);
  } catch (error) {
    throw await partError(
      instance,
      part,
      `${part} could not be started: ${(error as Error).message}`,
    );
  }
}

/** Each start of the cluster has logs of its own; those of the one before are kept as `.log.1`. */
async function freshLog(instance: Instance, part: PartName): Promise<void> {
  const log = logOf(instance, part);
  await rename(log, `${log}.1`).catch(() => undefined);
}

async function startContainerd(
  instance: Instance,
  starter: Starter,
  ready: Readiness,
): Promise<void> {
  const stale = await mayHaveContainers(instance);
  await starter.launch('containerd');
  await ready.containerd();
  if (stale && (await forgetContainers(instance))) {
    await starter.stop('containerd');
    await starter.launch('containerd');
    await ready.containerd();
  }
}
