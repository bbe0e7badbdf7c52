import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemObject } from '../cluster/apply';
import { projectRoot } from '../settings';
import { alertmanagerObjects } from './alertmanager';
import { monitoringNamespace } from './names';
import { clusterObject } from './object';
import { operatorObjects } from './operator';
import { policyObjects } from './policies';
import { prometheusObjects } from './prometheus';
import { receiverObjects } from './receiver-objects';

/** What must be there before the rest. */
export const namespaceObject = clusterObject('Namespace', monitoringNamespace, {
  metadata: {
    name: monitoringNamespace,
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
  },
});

/** What there is of monitoring beside its namespace and the operator's kinds. */
export async function monitoringObjects(withReceiver: boolean): Promise<SystemObject[]> {
  const objects = [
    ...policyObjects,
    ...operatorObjects,
    ...prometheusObjects,
    ...alertmanagerObjects,
  ];
  if (!withReceiver) return objects;
  const program = await readFile(join(projectRoot, 'dist', 'receiver.js'), 'utf8');
  return [...objects, ...receiverObjects(program)];
}

/**
 * What lies outside of the namespace, and does not end with it. The operator's kinds are none of it: removing a kind
 * removes every object of it, whoever made it.
 */
export const sharedObjects = [...operatorObjects, ...prometheusObjects].filter(({ kind }) =>
  kind.startsWith('Cluster'),
);
