import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import { PodDisruptionBudget } from '@pulumi/kubernetes/policy/v1/podDisruptionBudget';
import * as pulumi from '@pulumi/pulumi';
import type { AgentSettingsInput } from '../../model/agent-settings';
import type { V1State } from '../../model/finalise';
import { gatewayNeeds } from '../../model/gateway/needs';
import { GATEWAY_COMPONENT, gatewayName } from '../../model/names';
import type { Service as MigratingService } from '../../model/service/service';
import { selectorLabels, standardLabels } from '../labels';
import { assignedAddress } from '../service-address';
import { GatewayConfig } from './gateway-config';
import { gatewayPodSpec } from './gateway-pod';
import { GatewayRights } from './gateway-rights';

/** Where one version is reached. */
interface VersionAddress {
  /** ClusterIP of the version's Service: an address, so that no rollback waits for DNS. */
  readonly address: pulumi.Input<string>;
  readonly port: number;
}

export interface GatewayArgs {
  /** The migrating service. A plain value: it names the children and decides how many there are. */
  readonly service: MigratingService;
  readonly namespace: pulumi.Input<string>;
  /** Where the versions are reached; without `v1` once V1 is removed. */
  readonly upstreams: { readonly v1?: VersionAddress; readonly v2: VersionAddress };
  /** Where copies of requests go to be compared; left out where none are. */
  readonly comparator?: VersionAddress | undefined;
  /** Whether V1 serves, is announced to go, or is gone. */
  readonly v1State: V1State;
  /** Name of the Secret with the certificate and its key; needed unless `service.gateway.tls.mode` is `off`. */
  readonly tlsSecret?: pulumi.Input<string> | undefined;
  readonly images: {
    /** NGINX 1.27.4 or newer, stopped by SIGQUIT. */
    readonly gateway: pulumi.Input<string>;
    /** The image with the agent. */
    readonly cutover: pulumi.Input<string>;
  };
  /** @defaultValue `ClusterIP`: nothing outside of the cluster reaches the gateway unless it is asked for. */
  readonly serviceType?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
}

/**
 * The gateway of one migrating service: NGINX pods, each with an agent beside it that applies the share.
 *
 * All configuration but the upstreams is in an immutable ConfigMap that is named after its content, so a
 * change of it rolls the Deployment and a bad one never replaces a good one. The share is not in it: it
 * reaches the agents by a watch, and no pod is rolled for it. For that reason the Deployment must not depend
 * on the traffic ConfigMap: that one waits until these pods confirm it.
 *
 * @example
 * new Gateway('gateway', {
 *   service,
 *   namespace: 'supersmartmatch',
 *   upstreams: { v1: { address: v1.clusterIP, port: 5062 }, v2: { address: v2.clusterIP, port: 5070 } },
 *   v1State: 'serving',
 *   images: { gateway: 'nginx:1.30', cutover: 'cutover:0.1.0' },
 * });
 */
export class Gateway extends pulumi.ComponentResource {
  /** Where the service's clients send their requests. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Gateway', name, {}, opts);
    const { service: migrating, namespace } = args;
    const rights = new GatewayRights(
      `${name}-rights`,
      { service: migrating.name, namespace },
      { parent: this },
    );
    const config = new GatewayConfig(
      `${name}-config`,
      { service: migrating, namespace, v1State: args.v1State, settings: agentSettings(args) },
      { parent: this },
    );
    this.createDeployment(name, args, rights, config);
    this.createDisruptionBudget(name, args);
    const service = this.createService(name, args);
    this.url = url(args, assignedAddress(service));
    this.registerOutputs({ url: this.url });
  }

  private createDeployment(
    name: string,
    args: GatewayArgs,
    rights: GatewayRights,
    config: GatewayConfig,
  ): void {
    new Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(args),
        spec: {
          replicas: args.service.gateway.replicas,
          selector: { matchLabels: selectorLabels(subject(args)) },
          strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels: standardLabels(subject(args)) },
            spec: gatewayPodSpec({
              service: args.service,
              images: args.images,
              serviceAccount: rights.serviceAccount,
              configMap: config.configMap,
              tlsSecret: args.tlsSecret,
            }),
          },
        },
      },
      { parent: this, dependsOn: [rights] },
    );
  }

  private createDisruptionBudget(name: string, args: GatewayArgs): void {
    new PodDisruptionBudget(
      `${name}-disruption-budget`,
      {
        metadata: metadata(args),
        spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(subject(args)) } },
      },
      { parent: this },
    );
  }

  private createService(name: string, args: GatewayArgs): Service {
    const serviceType = args.serviceType ?? 'ClusterIP';
    return new Service(
      `${name}-service`,
      {
        metadata: metadata(args),
        spec: {
          type: serviceType,
          // Else nodes put their own address in the client's place: rate limits and networks would go by that.
          ...(serviceType === 'ClusterIP' ? {} : { externalTrafficPolicy: 'Local' }),
          selector: selectorLabels(subject(args)),
          ports: servicePorts(args),
        },
      },
      { parent: this },
    );
  }
}

function servicePorts({ service: { gateway } }: GatewayArgs) {
  const http = { name: 'http', port: gateway.port, targetPort: 'http' };
  const https = { name: 'https', port: gateway.tls.port, targetPort: 'https' };
  return gateway.tls.mode === 'off' ? [http] : [http, https];
}

function url({ service: { gateway } }: GatewayArgs, address: pulumi.Output<string>) {
  return gateway.tls.mode === 'off'
    ? pulumi.interpolate`http://${address}:${gateway.port}`
    : pulumi.interpolate`https://${address}:${gateway.tls.port}`;
}

const subject = ({ service }: GatewayArgs) => ({
  service: service.name,
  component: GATEWAY_COMPONENT,
});

const metadata = (args: GatewayArgs) => ({
  name: gatewayName(args.service.name),
  namespace: args.namespace,
  labels: standardLabels(subject(args)),
});

/**
 * Limits of the connections to the versions. `requests`, `time` and `timeout` stay below what a version's
 * server allows (`simulator/` and common servers keep an idle connection for 60 s or longer).
 */
const UPSTREAM_KEEPALIVE: AgentSettingsInput['keepalive'] = {
  connections: 64,
  requests: 1_000,
  timeSeconds: 60,
  timeoutSeconds: 30,
};

function agentSettings(args: GatewayArgs): pulumi.Output<AgentSettingsInput> {
  const { gateway, assignment } = args.service;
  const needs = gatewayNeeds(args.service, args.v1State);
  return pulumi.output({
    service: args.service.name,
    namespace: args.namespace,
    upstreams: args.upstreams,
    ...(args.comparator ? { comparator: args.comparator } : {}),
    keepalive: UPSTREAM_KEEPALIVE,
    balancing: gateway.balancing,
    assignment: assignment.mode,
    routes: args.service.routes.map(({ name }) => name),
    fallback: needs.fallback,
    tls: needs.tls,
    ...(needs.jwt && gateway.jwt ? { jwks: gateway.jwt.jwks.key } : {}),
    script: needs.script,
    rateLimitExchange: needs.rateLimit && gateway.replicas > 1,
  });
}
