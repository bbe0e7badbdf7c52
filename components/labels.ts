import { COMPONENT_LABEL, INSTANCE_LABEL, VERSION_LABEL, type Version } from '../model/names';

/** What a labelled object belongs to. */
export interface LabelSubject {
  /** Name of the service. */
  readonly service: string;
  /** Part of the service that the object serves, for example `gateway`. */
  readonly component: string;
  /** The version, for objects of one version only. */
  readonly version?: Version;
}

/** @returns the labels that every object of Cutover carries. */
export function standardLabels({
  service,
  component,
  version,
}: LabelSubject): Record<string, string> {
  return {
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/part-of': 'cutover',
    'app.kubernetes.io/managed-by': 'pulumi',
    ...selectorLabels({ service, component, ...(version ? { version } : {}) }),
    ...(version ? { 'app.kubernetes.io/version': version } : {}),
  };
}

/** @returns the part of the labels that a selector may use: it never changes for a living object. */
export function selectorLabels({
  service,
  component,
  version,
}: LabelSubject): Record<string, string> {
  return {
    [INSTANCE_LABEL]: service,
    [COMPONENT_LABEL]: component,
    ...(version ? { [VERSION_LABEL]: version } : {}),
  };
}
