import { Provider } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';
import { Gateway } from './components/gateway/gateway';
import { CutoverImage } from './components/images';
import { lastDesiredShare } from './components/last-update';
import { Namespace } from './components/namespace';
import { Traffic } from './components/traffic';
import { Workload } from './components/workload';
import { loadConfig } from './config';
import { phaseOf, planInForce } from './model/service/plan';

const config = loadConfig(__dirname);
const service = config.service.name;
const { versions } = config.service;

const provider = new Provider('cluster', {
  // The traffic ConfigMap is updated in place: replaced, it would be gone for a moment.
  enableConfigMapMutable: true,
  ...(config.kubeContext === undefined ? {} : { context: config.kubeContext }),
});
const opts = { providers: [provider] };

const { name: namespace } = new Namespace('namespace', { name: config.namespace, service }, opts);

const cutoverImage =
  config.images.cutover ??
  new CutoverImage('cutover-image', {
    repository: config.imageRepository ?? '',
    context: __dirname,
  }).reference;

const v1 = new Workload('v1', { service, version: 'v1', shape: versions.v1, namespace }, opts);
const v2 = new Workload('v2', { service, version: 'v2', shape: versions.v2, namespace }, opts);

const gateway = new Gateway(
  'gateway',
  {
    service: config.service,
    namespace,
    v1State: 'serving',
    upstreams: {
      v1: { address: v1.clusterIP, port: v1.port },
      v2: { address: v2.clusterIP, port: v2.port },
    },
    images: { gateway: config.images.gateway, cutover: cutoverImage },
    serviceType: config.gatewayServiceType,
  },
  opts,
);

const phaseName = phaseOf(planInForce(config.service), config.desiredShare);
const traffic = new Traffic(
  'traffic',
  {
    service,
    namespace,
    desired: config.desiredShare,
    previous: lastDesiredShare('last-update'),
    phase: phaseName,
    v2: v2.deployment,
    confirmSeconds: config.confirmSeconds,
    releaseCommand: `cutover release --stack ${pulumi.getStack()} --reason "..."`,
  },
  // Capacity first: no share moves before both versions are ready for it.
  { ...opts, dependsOn: [v1, v2] },
);

/** The share that this config asks for. */
export const desiredShare = config.desiredShare;
/** What the gateway serves: the desired share, or the hold where that is lower. */
export const effectiveShare = traffic.effective;
/** The phase of the plan in which the desired share lies. */
export const phase = phaseName;
/** Where the service's clients send their requests. */
export const gatewayUrl = gateway.url;
export { namespace, service };
