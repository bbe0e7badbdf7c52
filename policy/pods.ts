import { COMPONENT_LABEL } from '../model/names';
import { at, listAt, textAt, UNKNOWN, type Resource } from './resource';

/** Where the template of the pods stands, by the kind that makes them. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Kinds whose pods end by themselves: nothing waits for them to be ready. */
const ENDING = ['Job', 'CronJob'];

/** The pods that a resource makes. */
export interface Pods {
  readonly kind: string;
  readonly labels: unknown;
  /** The pod's spec. */
  readonly spec: unknown;
  /** Part of the service that they are, by their label. */
  readonly component: string | undefined;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly spec: unknown;
  /** It runs as long as its pod does: a container, or an init container that is restarted. */
  readonly isLasting: boolean;
}

/** @returns for example `Deployment`; `undefined` for what is not of Kubernetes. */
export function kindOf({ type }: Pick<Resource, 'type'>): string | undefined {
  return type.startsWith('kubernetes:')
    ? type
        .split(':')
        .at(-1)
        ?.replace(/Patch$/, '')
    : undefined;
}

/** @returns the pods that a resource makes; `undefined` when it makes none. */
export function podsOf(resource: Resource): Pods | undefined {
  const kind = kindOf(resource) ?? '';
  const path = TEMPLATES[kind];
  if (path === undefined) return undefined;
  const template = at(resource.props, ...path);
  const spec = at(template, 'spec');
  if (spec === undefined || spec === UNKNOWN) return undefined;
  const labels = at(template, 'metadata', 'labels');
  const ends = ENDING.includes(kind);
  const container = (value: unknown, isLasting: boolean): Container => ({
    name: textAt(value, 'name') ?? 'without a name',
    spec: value,
    isLasting: isLasting && !ends,
  });
  return {
    kind,
    labels,
    spec,
    component: textAt(labels, COMPONENT_LABEL),
    containers: [
      ...listAt(spec, 'initContainers').map((value) =>
        container(value, textAt(value, 'restartPolicy') === 'Always'),
      ),
      ...listAt(spec, 'containers').map((value) => container(value, true)),
      ...listAt(spec, 'ephemeralContainers').map((value) => container(value, false)),
    ],
  };
}

/** @returns how messages name a field of a container. */
export function containerField({ name }: Container, field: string): string {
  return `containers[${name}].${field}`;
}
