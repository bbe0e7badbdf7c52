/** Names that several programs must agree on: what one writes, another watches. */

/** The two versions of a migrating service. */
export const VERSIONS = ['v1', 'v2'] as const;
export type Version = (typeof VERSIONS)[number];

export const trafficConfigMapName = (service: string): string => `${service}-traffic`;
export const holdConfigMapName = (service: string): string => `${service}-hold`;
export const verdictConfigMapName = (service: string): string => `${service}-verdict`;
export const gatewayName = (service: string): string => `${service}-gateway`;
export const comparatorName = (service: string): string => `${service}-comparator`;
/** Also the name of its Lease. */
export const guardName = (service: string): string => `${service}-guard`;
export const monitoringName = (service: string): string => `${service}-monitoring`;
export const versionName = (service: string, version: Version): string => `${service}-${version}`;
/** Also the name of its Service: what a version's environment calls the companion by. */
export const companionName = (service: string, companion: string): string =>
  `${service}-${companion}`;

/** Keys of the data of `<service>-traffic`. */
export const TRAFFIC_KEYS = {
  /** Desired share; written by Pulumi. */
  desired: 'v2TrafficPercentage',
  /** Name of the phase; written by Pulumi. */
  phase: 'phase',
  /** Pods of V1 that must be ready before the share is lowered; absent without `capacity`. Written by Pulumi. */
  v1Floor: 'v1Floor',
  /** Pods of V2 that must be ready before the share is raised; absent without `capacity`. Written by Pulumi. */
  v2Floor: 'v2Floor',
  /** Share that all ready gateway pods confirm; written by the agents. */
  observed: 'observed',
} as const;

/** Annotations that an agent writes on its own Pod. */
export const POD_ANNOTATIONS = {
  /** The share that NGINX in this pod is confirmed to serve. */
  effectiveShare: 'cutover.dev/effective-share',
  /** The hash of the upstream configuration that NGINX in this pod is confirmed to serve. */
  configHash: 'cutover.dev/config-hash',
  /** Why this pod does not serve the effective share; absent when it does. */
  condition: 'cutover.dev/condition',
} as const;

export const VERSION_LABEL = 'cutover.dev/version';
export const COMPANION_LABEL = 'cutover.dev/companion';
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';
export const GATEWAY_COMPONENT = 'gateway';
export const GUARD_COMPONENT = 'guard';
export const COMPARATOR_COMPONENT = 'comparator';
export const VERSION_COMPONENT = 'workload';
export const COMPANION_COMPONENT = 'companion';

/** Field managers: one owner per field. */
export const FIELD_MANAGERS = {
  agent: 'cutover-agent',
  guard: 'cutover-guard',
  hold: 'cutover-hold',
} as const;

/** @returns the labels by which the gateway's pods of a service are found. */
export function gatewaySelector(service: string): Record<string, string> {
  return { [INSTANCE_LABEL]: service, [COMPONENT_LABEL]: GATEWAY_COMPONENT };
}
