import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import { Service as KubeService } from '@pulumi/kubernetes/core/v1/service';
import { ServiceAccount } from '@pulumi/kubernetes/core/v1/serviceAccount';
import { PodDisruptionBudget } from '@pulumi/kubernetes/policy/v1/podDisruptionBudget';
import type { core } from '@pulumi/kubernetes/types/input';
import * as pulumi from '@pulumi/pulumi';
import {
  COMPARE_PORT,
  COMPARE_PROBES_PORT,
  COMPARE_SETTINGS_PATH,
  type CompareSettings,
} from '../model/compare-settings';
import { comparisonSettings } from '../model/comparison/comparison-settings';
import type { V1State } from '../model/finalise';
import { COMPARATOR_COMPONENT, comparatorName, versionName } from '../model/names';
import type { Service } from '../model/service/service';
import { contentHash } from './content-hash';
import { selectorLabels, standardLabels } from './labels';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from './pod-security';
import { programProbes } from './program-probes';
import { assignedAddress } from './service-address';

export interface ComparatorArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** What is compared, and how. */
  readonly settings: CompareSettings;
  /** The image with the comparator. */
  readonly image: pulumi.Input<string>;
}

/**
 * Sends copies of a few requests to both versions and compares what they answer, beside the traffic: no client waits for
 * it, and without it nothing is missing but evidence. That is why it is one pod, which may go at any time.
 *
 * @example
 * const comparator = new Comparator('comparator', {
 *   service: 'mapping-dsl', namespace: 'mapping-dsl', settings, image: 'cutover:0.1.0',
 * });
 */
export class Comparator extends pulumi.ComponentResource {
  /** Where the gateway sends its copies. */
  readonly upstream: { readonly address: pulumi.Output<string>; readonly port: number };

  constructor(name: string, args: ComparatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Comparator', name, {}, opts);
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(args), automountServiceAccountToken: false },
      { parent: this },
    );
    const config = this.createConfig(name, args);
    this.createDeployment(name, args, account, config);
    this.createDisruptionBudget(name, args);
    const service = this.createService(name, args);
    this.upstream = { address: assignedAddress(service), port: COMPARE_PORT };
    this.registerOutputs({ upstream: this.upstream });
  }

  private createConfig(name: string, args: ComparatorArgs): ConfigMap {
    const data = { [fileName]: JSON.stringify(args.settings, null, 2) };
    const own = metadata(args);
    return new ConfigMap(
      `${name}-settings`,
      {
        metadata: { ...own, name: `${own.name}-${contentHash(data)}` },
        immutable: true,
        data,
      },
      { parent: this },
    );
  }

  private createDeployment(
    name: string,
    args: ComparatorArgs,
    account: ServiceAccount,
    config: ConfigMap,
  ): void {
    new Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(args),
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorLabels(subject(args)) },
          template: {
            metadata: { labels: standardLabels(subject(args)) },
            spec: podSpec(args, account.metadata.name, config.metadata.name),
          },
        },
      },
      { parent: this },
    );
  }

  private createDisruptionBudget(name: string, args: ComparatorArgs): void {
    new PodDisruptionBudget(
      `${name}-disruption-budget`,
      {
        metadata: metadata(args),
        spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(subject(args)) } },
      },
      { parent: this },
    );
  }

  private createService(name: string, args: ComparatorArgs): KubeService {
    return new KubeService(
      `${name}-service`,
      {
        metadata: metadata(args),
        spec: {
          selector: selectorLabels(subject(args)),
          ports: [
            { name: 'copies', port: COMPARE_PORT, targetPort: 'copies' },
            { name: 'metrics', port: COMPARE_PROBES_PORT, targetPort: 'metrics' },
          ],
        },
      },
      { parent: this },
    );
  }
}

/** @returns the comparator of a service; `undefined` where nothing is compared, or V1 is no more. */
export function createComparator(
  name: string,
  {
    service,
    v1State,
    ...args
  }: Pick<ComparatorArgs, 'namespace' | 'image'> & {
    readonly service: Service;
    readonly v1State: V1State;
  },
  opts?: pulumi.ComponentResourceOptions,
): Comparator | undefined {
  const at = (version: 'v1' | 'v2') => ({
    host: versionName(service.name, version),
    port: service.versions[version].port,
  });
  const settings = comparisonSettings(service, { v1: at('v1'), v2: at('v2') });
  if (settings === undefined || v1State === 'removed') return undefined;
  return new Comparator(name, { ...args, service: service.name, settings }, opts);
}

const [folder = '', fileName = ''] = COMPARE_SETTINGS_PATH.split(/\/(?=[^/]+$)/);

function podSpec(
  { image }: ComparatorArgs,
  serviceAccountName: pulumi.Input<string>,
  configMap: pulumi.Input<string>,
): core.v1.PodSpec {
  return {
    serviceAccountName,
    automountServiceAccountToken: false,
    securityContext: RESTRICTED_POD,
    terminationGracePeriodSeconds: 15,
    containers: [
      {
        name: 'comparator',
        image,
        command: ['node', '/app/compare.js'],
        ports: [
          { name: 'copies', containerPort: COMPARE_PORT },
          { name: 'metrics', containerPort: COMPARE_PROBES_PORT },
        ],
        // 16 comparisons at a time, each with a request and three replies of 1 MiB at most.
        resources: {
          requests: { cpu: '20m', memory: '64Mi' },
          limits: { cpu: '500m', memory: '256Mi' },
        },
        securityContext: RESTRICTED_CONTAINER,
        ...programProbes('metrics'),
        volumeMounts: [{ name: 'settings', mountPath: folder, readOnly: true }],
      },
    ],
    volumes: [{ name: 'settings', configMap: { name: configMap, defaultMode: 0o440 } }],
  };
}

const subject = ({ service }: Pick<ComparatorArgs, 'service'>) => ({
  service,
  component: COMPARATOR_COMPONENT,
});

const metadata = (args: Pick<ComparatorArgs, 'service' | 'namespace'>) => ({
  name: comparatorName(args.service),
  namespace: args.namespace,
  labels: standardLabels(subject(args)),
});
