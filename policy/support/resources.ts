import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../components/pod-security';
import { merge } from '../../model/fields';
import { COMPONENT_LABEL, VERSION_LABEL } from '../../model/names';
import type { Resource } from '../resource';

/** @param kind - with its group and version, for example `apps/v1:Deployment`. */
export function resource(kind: string, name: string, props: object): Resource {
  const type = `kubernetes:${kind}`;
  const urn = `urn:pulumi:orders-production::cutover::${type}::${name}`;
  return { urn, type, name, props: merge({ metadata: { name, namespace: 'orders' } }, props) };
}

const PROBE = { httpGet: { path: '/health', port: 8080 } };

/** A container that no rule finds anything at. */
export const CONTAINER = {
  name: 'service',
  image: 'registry.example.com/orders:v1.0',
  resources: { limits: { cpu: '2', memory: '2Gi' } },
  startupProbe: PROBE,
  readinessProbe: PROBE,
  livenessProbe: PROBE,
  securityContext: RESTRICTED_CONTAINER,
};

/** @param over - laid over the container. */
export const container = (over: object): object => merge(CONTAINER, over) as object;

/** A pod that no rule finds anything at; @param over - laid over its spec. */
export const pod = (over: object = {}): object =>
  merge(
    {
      automountServiceAccountToken: false,
      securityContext: RESTRICTED_POD,
      containers: [CONTAINER],
    },
    over,
  ) as object;

interface DeploymentShape {
  readonly name?: string;
  readonly component?: string;
  readonly version?: string;
  readonly replicas?: number;
}

/** A Deployment whose pods have the given spec. */
export function deployment(spec: object = pod(), shape: DeploymentShape = {}): Resource {
  const { name = 'orders-v1', component = 'workload', version = 'v1', replicas } = shape;
  return resource('apps/v1:Deployment', name, {
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: {
        metadata: { labels: { [COMPONENT_LABEL]: component, [VERSION_LABEL]: version } },
        spec,
      },
    },
  });
}
