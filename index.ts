import * as pulumi from '@pulumi/pulumi';
import { gatewaySecret } from './components/certificate';
import { createComparator } from './components/comparator';
import { Gateway } from './components/gateway/gateway';
import { createGuard } from './components/guard/guard';
import { cutoverImage } from './components/images';
import { Dashboards } from './components/monitoring/dashboards';
import { lastUpdate } from './components/last-update';
import { Monitoring } from './components/monitoring/monitoring';
import { Namespace } from './components/namespace';
import { NetworkPolicies } from './components/network-policies';
import { createProviders } from './components/providers';
import { Traffic } from './components/traffic';
import { createWorkloads } from './components/workload/workloads';
import { loadConfig } from './config';
import { dashboardsOf } from './dashboards/committed';
import { requestedState } from './model/finalise';
import { allowedPaths } from './model/isolation';
import { shareSince as sinceOf } from './model/since';

const config = loadConfig(__dirname);
const { service: migrating, desiredShare: desired } = config;
const service = migrating.name;
const requested = requestedState(config.finalise);
const removed = requested === 'removed';
const now = new Date();

const { cluster, keeper } = createProviders(config.kubeContext);
const opts = { providers: [cluster] };

const { cutover: given, repository } = config.images;
const cutover = cutoverImage('cutover-image', { given, repository, context: __dirname });

const { name: namespace } = new Namespace('namespace', { name: config.namespace, service }, opts);
const paths = allowedPaths(migrating, removed);
const policies = new NetworkPolicies('policies', { service, namespace, paths }, opts);
const isolated = { ...opts, dependsOn: [policies] };

const { v1, v2 } = createWorkloads(
  { service: migrating, namespace, desired, v1State: requested, keeper },
  isolated,
);

const comparator = createComparator(
  'comparator',
  { service: migrating, namespace, v1State: requested, image: cutover },
  isolated,
);

const guard = createGuard('guard', { service: migrating, namespace, image: cutover }, isolated);

const last = lastUpdate('last-update');
const traffic = new Traffic(
  'traffic',
  {
    service: migrating,
    namespace,
    desired,
    last,
    v1State: requested,
    overrides: config.policyOverrides,
    verdict: guard?.verdict,
    now,
    v2: v2.deployment,
    confirmSeconds: config.confirmSeconds,
    stack: pulumi.getStack(),
  },
  // Capacity first: no share moves before both versions are ready for it.
  { ...opts, dependsOn: v1 ? [v1, v2] : [v2] },
);

const gateway = new Gateway(
  'gateway',
  {
    service: migrating,
    // Without V1 only when its removal is allowed: a refused one changes nothing that serves.
    namespace: removed ? traffic.v1State.apply(() => namespace) : namespace,
    v1State: requested,
    tlsSecret: gatewaySecret('certificate', { service: migrating, namespace }, opts),
    upstreams: { ...(v1 ? { v1: v1.upstream } : {}), v2: v2.upstream },
    images: { gateway: config.images.gateway, cutover },
    comparator: comparator?.upstream,
    serviceType: config.gatewayServiceType,
  },
  isolated,
);

if (migrating.monitoring.prometheus !== undefined) {
  const dashboards = dashboardsOf(__dirname, migrating, config.namespace);
  new Dashboards('dashboards', { service, namespace, dashboards }, opts);
  new Monitoring('monitoring', { ...config, removed }, isolated);
}

/** The share that this config asks for. */
export const desiredShare = desired;
/** Since when it does, ISO 8601 in UTC: soak times count from it. */
export const shareSince = last.apply((before) => sinceOf(desired, before, now));
/** Whether V1 serves, is marked deprecated, or is removed. */
export const v1State = traffic.v1State;
/** What the gateway serves: the desired share, or the hold where that is lower. */
export const effectiveShare = traffic.effective;
/** The phase of the plan in which the desired share lies. */
export const phase = traffic.phase;
/** Where the service's clients send their requests. */
export const gatewayUrl = gateway.url;
export { namespace, service };
