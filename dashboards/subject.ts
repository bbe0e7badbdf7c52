import { createHash } from 'node:crypto';
import { floors, type Floors } from '../model/capacity';
import type { Gate } from '../model/gates/gate';
import { gatesOf } from '../model/gates/gates-of';
import type { Version } from '../model/names';
import { plannedShares, type PlannedShare } from '../model/plan-order';
import { planInForce } from '../model/service/plan';
import { memoryBytes, milliCpus } from '../model/service/quantity';
import type { Capacity, Service } from '../model/service/service';

/** What the dashboards of a service are drawn from, and nothing else. */
export interface Subject {
  readonly name: string;
  readonly routes: readonly string[];
  readonly objectives: Service['objectives'];
  readonly gates: readonly Gate[];
  readonly capacity: Capacity | undefined;
  /** Pods that must be ready before the share gets to 100 %, and before it leaves that. */
  readonly floors: Floors;
  /** What a pod may use at most. */
  readonly limits: Readonly<Record<Version, { readonly cpus: number; readonly bytes: number }>>;
  readonly plan: { readonly name: string; readonly shares: readonly PlannedShare[] };
}

export function subjectOf(service: Service): Subject {
  const limits = (version: Version) => {
    const { cpu, memory } = service.versions[version].resources.limits;
    return { cpus: milliCpus(cpu) / 1_000, bytes: memoryBytes(memory) };
  };
  return {
    name: service.name,
    routes: service.routes.map(({ name }) => name),
    objectives: service.objectives,
    gates: gatesOf(service),
    capacity: service.capacity,
    floors: floors(service, 100, 'serving'),
    limits: { v1: limits('v1'), v2: limits('v2') },
    plan: { name: service.plan, shares: plannedShares(planInForce(service)) },
  };
}

/**
 * Names what dashboards were drawn from: a stack whose overrides change a bound or a plan needs others than those
 * that are committed.
 *
 * @returns the same for the same values, in whatever order they were written.
 */
export function subjectHash(subject: Subject): string {
  return createHash('sha256').update(stable(subject)).digest('hex');
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, below]) => below !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, below]) => `${JSON.stringify(key)}:${stable(below)}`);
  return `{${fields.join(',')}}`;
}
