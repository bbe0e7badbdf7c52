import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { Lease } from '@pulumi/kubernetes/coordination/v1/lease';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import { PodDisruptionBudget } from '@pulumi/kubernetes/policy/v1/podDisruptionBudget';
import * as pulumi from '@pulumi/pulumi';
import { evidenceData } from '../../model/gates/evidence';
import { gatesOf } from '../../model/gates/gates-of';
import type { GuardSettings } from '../../model/guard-settings';
import { GUARD_COMPONENT, guardName, verdictConfigMapName } from '../../model/names';
import { seconds } from '../../model/service/fields';
import { gateMode } from '../../model/service/monitoring';
import { planInForce } from '../../model/service/plan';
import type { Service } from '../../model/service/service';
import { createApiAccess } from '../api-access';
import { contentHash } from '../content-hash';
import { selectorLabels, standardLabels } from '../labels';
import { guardPodSpec, type GuardPodArgs } from './guard-pod';
import { guardRules } from './guard-rules';

interface GuardArgs {
  /** The migrating service. A plain value: it names the children. */
  readonly service: Service;
  readonly namespace: pulumi.Input<string>;
  /** URL of the Prometheus that is asked. */
  readonly prometheus: string;
  /** The image with the guard. */
  readonly image: pulumi.Input<string>;
}

/** One judges and stores; the other judges too, and goes on within seconds when the first is gone. */
const REPLICAS = 2;

/**
 * The guard of one migrating service: two pods that judge the gates of the present share over and over, of which one
 * stores what it finds in the ConfigMap `<service>-verdict`. That is made once, without evidence, and never written by
 * Pulumi again; neither is the Lease for which the two compete.
 *
 * Its settings are in an immutable ConfigMap that is named after its content: other gates roll it.
 *
 * @example
 * const guard = new Guard('guard', {
 *   service, namespace: 'supersmartmatch', prometheus: 'http://prometheus.monitoring:9090', image: 'cutover:0.1.0',
 * });
 */
class Guard extends pulumi.ComponentResource {
  /** Id of the ConfigMap with the verdict. */
  readonly verdict: pulumi.Output<pulumi.ID>;

  constructor(name: string, args: GuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Guard', name, {}, opts);
    const { service } = args;
    const parent = { parent: this };
    const verdict = new ConfigMap(
      `${name}-verdict`,
      {
        metadata: { ...metadata(args), name: verdictConfigMapName(service.name) },
        data: evidenceData(undefined),
      },
      { ...parent, ignoreChanges: ['data'] },
    );
    const lease = new Lease(`${name}-lease`, { metadata: metadata(args) }, parent);
    const access = { metadata: metadata(args), rules: guardRules(service.name) };
    const serviceAccount = createApiAccess(name, access, parent);
    const configMap = this.createSettings(name, args);
    this.createDeployment(name, args, { serviceAccount, configMap }, [verdict, lease]);
    this.createDisruptionBudget(name, args);
    this.verdict = verdict.id;
    this.registerOutputs({ verdict: this.verdict });
  }

  private createSettings(name: string, args: GuardArgs): pulumi.Output<string> {
    const data = pulumi.output(args.namespace).apply((namespace) => ({
      'guard.json': JSON.stringify(settings(args, namespace), null, 2),
    }));
    const hashed = data.apply(
      (content) => `${guardName(args.service.name)}-${contentHash(content)}`,
    );
    const configMap = new ConfigMap(
      `${name}-settings`,
      { metadata: { ...metadata(args), name: hashed }, immutable: true, data },
      { parent: this },
    );
    return configMap.metadata.name;
  }

  private createDeployment(
    name: string,
    args: GuardArgs,
    given: Pick<GuardPodArgs, 'serviceAccount' | 'configMap'>,
    dependsOn: pulumi.Resource[],
  ): void {
    const selector = selectorLabels(subject(args));
    new Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(args),
        spec: {
          replicas: REPLICAS,
          selector: { matchLabels: selector },
          strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels: standardLabels(subject(args)) },
            spec: guardPodSpec({ ...given, image: args.image, selector }),
          },
        },
      },
      { parent: this, dependsOn },
    );
  }

  private createDisruptionBudget(name: string, args: GuardArgs): void {
    const selector = { matchLabels: selectorLabels(subject(args)) };
    new PodDisruptionBudget(
      `${name}-disruption-budget`,
      { metadata: metadata(args), spec: { maxUnavailable: 1, selector } },
      { parent: this },
    );
  }
}

/** @returns the guard of a service; `undefined` where nothing is judged. */
export function createGuard(
  name: string,
  args: Omit<GuardArgs, 'prometheus'>,
  opts?: pulumi.ComponentResourceOptions,
): Guard | undefined {
  const { monitoring } = args.service;
  const { prometheus } = monitoring;
  if (prometheus === undefined || gateMode(monitoring) === 'off') return undefined;
  return new Guard(name, { ...args, prometheus }, opts);
}

function settings({ service, prometheus }: GuardArgs, namespace: string): GuardSettings {
  return {
    service: service.name,
    namespace,
    prometheus,
    everySeconds: seconds(service.monitoring.every),
    budgets: service.monitoring.budgets,
    gates: [...gatesOf(service)],
    plan: planInForce(service),
  };
}

const subject = ({ service }: GuardArgs) => ({
  service: service.name,
  component: GUARD_COMPONENT,
});

const metadata = (args: GuardArgs) => ({
  name: guardName(args.service.name),
  namespace: args.namespace,
  labels: standardLabels(subject(args)),
});
