import {
  COMPANION_LABEL,
  COMPONENT_LABEL,
  INSTANCE_LABEL,
  VERSION_LABEL,
  type Version,
} from '../model/names';

/** What a labelled object belongs to. */
export interface LabelSubject {
  /** Name of the service. */
  readonly service: string;
  /** Part of the service that the object serves, for example `gateway`. */
  readonly component: string;
  /** The version, for objects of one version only. */
  readonly version?: Version;
  /** The companion, for objects of one companion only. */
  readonly companion?: string;
}

/** @returns the labels that every object of Cutover carries. */
export function standardLabels(subject: LabelSubject): Record<string, string> {
  return {
    'app.kubernetes.io/name': subject.service,
    'app.kubernetes.io/part-of': 'cutover',
    'app.kubernetes.io/managed-by': 'pulumi',
    ...selectorLabels(subject),
    ...(subject.version ? { 'app.kubernetes.io/version': subject.version } : {}),
  };
}

/** @returns the part of the labels that a selector may use: it never changes for a living object. */
export function selectorLabels(subject: LabelSubject): Record<string, string> {
  return {
    [INSTANCE_LABEL]: subject.service,
    [COMPONENT_LABEL]: subject.component,
    ...(subject.version ? { [VERSION_LABEL]: subject.version } : {}),
    ...(subject.companion ? { [COMPANION_LABEL]: subject.companion } : {}),
  };
}
