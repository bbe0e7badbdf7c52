import { type KubeObject, annotationOf, gvkOf } from '../kube-object';
import { ANNOTATIONS, isOn } from '../annotations';
import { daemonSetRule } from './daemon-set';
import { deploymentRule } from './deployment';
import { ingressRule } from './ingress';
import { jobRule } from './job';
import { podRule } from './pod';
import { hasCondition } from './pods';
import { READY, type ReadinessRule, waiting } from './readiness';
import { serviceRule } from './service';
import { statefulSetRule } from './stateful-set';
import { claimRule, volumeRule } from './volumes';
import { waitForRule } from './wait-for';

/** Custom resources can only be written once the server has taken up their definition. */
const definitionRule: ReadinessRule = {
  timeoutSeconds: 60,
  assess: (live) =>
    hasCondition(live, 'Established')
      ? READY
      : waiting('Waiting for the CustomResourceDefinition to be established'),
};

/** Kinds that are not ready as soon as they exist, by `group/Kind`. */
const RULES: Readonly<Record<string, ReadinessRule>> = {
  'apps/Deployment': deploymentRule,
  'apps/StatefulSet': statefulSetRule,
  'apps/DaemonSet': daemonSetRule,
  'batch/Job': jobRule,
  '/Pod': podRule,
  '/Service': serviceRule,
  '/PersistentVolumeClaim': claimRule,
  '/PersistentVolume': volumeRule,
  'networking.k8s.io/Ingress': ingressRule,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionRule,
};

/** Kinds that a refresh reports as not ready, as the official provider does. */
const READ_RULES = new Set(
  'apps/Deployment apps/StatefulSet apps/DaemonSet batch/Job /Pod /Service networking.k8s.io/Ingress'.split(
    ' ',
  ),
);

function keyOf(object: KubeObject): string {
  const { group, kind } = gvkOf(object);
  return `${group}/${kind}`;
}

/**
 * What to wait for after writing `object`: nothing where `pulumi.com/skipAwait` says so; what
 * `pulumi.com/waitFor` says in place of the kind's own rule; else the rule, if the kind has one.
 *
 * @throws Error where the annotation cannot be read.
 */
export function readinessRule(object: KubeObject): ReadinessRule | undefined {
  if (isOn(object, ANNOTATIONS.skipAwait)) return undefined;
  const waitFor = annotationOf(object, ANNOTATIONS.waitFor);
  return waitFor === '' ? RULES[keyOf(object)] : waitForRule(waitFor);
}

/** What a refresh judges, once and without waiting. */
export function readRule(object: KubeObject): ReadinessRule | undefined {
  if (isOn(object, ANNOTATIONS.skipAwait)) return undefined;
  return READ_RULES.has(keyOf(object)) ? RULES[keyOf(object)] : undefined;
}
