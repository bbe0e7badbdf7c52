import { AGENT_PORT } from '../agent-settings';
import { COMPARE_PROBES_PORT } from '../compare-settings';
import { GUARD_PORT } from '../guard-settings';
import { placeLabels, type Place } from '../isolation';
import { VERSIONS, type Version } from '../names';
import { gateMode } from '../service/monitoring';
import type { Service } from '../service/service';
import { jobName } from './job-name';

/** Pods of a service whose metrics Prometheus reads. */
export interface Target {
  readonly place: Place;
  /** Label `job` of what is read. */
  readonly job: string;
  /** Labels by which the pods are found. */
  readonly selector: Readonly<Record<string, string>>;
  /** Port of the pod. */
  readonly port: number;
  readonly path: string;
  /** Time between two reads, in Prometheus' notation. */
  readonly every: string;
  /**
   * Whether the pods tell `service` and `version` themselves, as Cutover's own programs do. What others tell under these
   * names is kept as `exported_service` and `exported_version`, and the labels of the target stand.
   */
  readonly honorLabels: boolean;
  /** Most series that one pod may tell: a service that makes labels of its users must not take Prometheus down. */
  readonly sampleLimit: number;
  /** The version of which they are; none for what belongs to both. */
  readonly version?: Version;
}

const OWN = { path: '/metrics', honorLabels: true, sampleLimit: 50_000 } as const;
const FOREIGN = { every: '15s', honorLabels: false, sampleLimit: 10_000 } as const;

/**
 * @param removed - whether V1 has been removed.
 * @returns all that is read of a service, in a fixed order.
 */
export function scrapeTargets(service: Service, removed: boolean): Target[] {
  const target = (place: Place): Pick<Target, 'place' | 'job' | 'selector'> => ({
    place,
    job: jobName(service.name, place),
    selector: placeLabels(service.name, place),
  });
  const foreign = (place: Place, { metrics, port }: Told): Omit<Target, 'version'>[] =>
    metrics
      ? [{ ...target(place), ...FOREIGN, port: metrics.port ?? port, path: metrics.path }]
      : [];
  const versions = VERSIONS.filter((version) => !(removed && version === 'v1'));
  return [
    // What it counts is what V2 is judged by: a fault must be seen within seconds.
    { ...target('gateway'), ...OWN, every: '5s', port: AGENT_PORT },
    ...(gateMode(service.monitoring) === 'off'
      ? []
      : [{ ...target('guard'), ...OWN, every: '15s', port: GUARD_PORT }]),
    ...(service.comparison === undefined || removed
      ? []
      : [{ ...target('comparator'), ...OWN, every: '15s', port: COMPARE_PROBES_PORT }]),
    ...versions.flatMap((version) =>
      foreign(version, service.versions[version]).map((of) => ({ ...of, version })),
    ),
    ...Object.entries(service.companions).flatMap(([name, companion]) =>
      foreign(`companion/${name}`, companion),
    ),
  ];
}

type Told = Pick<Service['versions'][Version], 'metrics' | 'port'>;

/** @returns labels that every series of a target gets, whatever Prometheus itself would call them. */
export function targetLabels(service: string, { job, version }: Target): Record<string, string> {
  return { job, service, ...(version ? { version } : {}) };
}
