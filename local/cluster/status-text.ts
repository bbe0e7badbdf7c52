import type { ClusterStatus } from './cluster';
import { clusterCommand } from './instance';
import { partNames } from './parts';

/** @returns what a person sees of a cluster's status. */
export function statusText({ name, state, problems, startedAt, handle }: ClusterStatus): string {
  const since = startedAt === undefined ? '' : ` since ${startedAt}`;
  const lines = [`Cluster '${name}' is ${state}${state === 'down' ? '' : since}.`];
  lines.push(...problems.map((problem) => `  problem: ${problem}`));
  if (handle !== undefined) {
    const width = Math.max(...partNames.map((part) => part.length));
    for (const part of partNames) lines.push(`  ${part.padEnd(width)}  ${handle.pids[part]}`);
    lines.push(`  API server ${handle.apiServer}, inside network namespace ${handle.netns}`);
    lines.push(`  kubeconfig ${handle.kubeconfig}`);
  }
  if (state === 'down' || state === 'broken') {
    lines.push(`Start it with: ${clusterCommand(name, 'up')}`);
  }
  return lines.join('\n');
}
