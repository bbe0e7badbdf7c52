import type { core } from '@pulumi/kubernetes/types/input';
import type * as pulumi from '@pulumi/pulumi';
import { AGENT_PORT, GATEWAY_PATHS, LAST_SCRAPE_SECONDS } from '../../model/agent-settings';
import {
  GATEWAY_HEALTH_PATH,
  GATEWAY_HTTP_PORT,
  GATEWAY_HTTPS_PORT,
  workerShutdownSeconds,
} from '../../model/gateway/ports';
import type { Service } from '../../model/service/service';
import { API_TOKEN_FOLDER, API_TOKEN_SOURCES } from '../api-access';
import { containerResources } from '../container-resources';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../pod-security';

export interface GatewayPodArgs {
  /** What the pod depends on: the gateway's shape, and the routes for the longest request. */
  readonly service: Pick<Service, 'gateway' | 'routes'>;
  readonly images: {
    readonly gateway: pulumi.Input<string>;
    readonly cutover: pulumi.Input<string>;
  };
  readonly serviceAccount: pulumi.Input<string>;
  /** Name of the ConfigMap with the gateway's fixed configuration. */
  readonly configMap: pulumi.Input<string>;
  /** Name of the Secret with the certificate and its key; left out without TLS. */
  readonly tlsSecret?: pulumi.Input<string> | undefined;
}

/** Seconds for which an ending pod keeps taking requests: kube-proxy on every node has to notice first. */
const LEAVE_SECONDS = 5;
/** Time for the kubelet's own work at the end of a pod. */
const GRACE_MARGIN_SECONDS = 5;

const SETTINGS_FOLDER = '/etc/cutover';

const SHARED_MOUNTS = [
  { name: 'shared', mountPath: GATEWAY_PATHS.shared },
  { name: 'requests', mountPath: GATEWAY_PATHS.requests },
  { name: 'settings', mountPath: SETTINGS_FOLDER, readOnly: true },
];

/** @returns the pod of the gateway: NGINX and, started before it and ended after it, its agent. */
export function gatewayPodSpec(args: GatewayPodArgs): core.v1.PodSpec {
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    // The agent reads NGINX's workers in /proc and signals its master.
    shareProcessNamespace: true,
    terminationGracePeriodSeconds:
      LEAVE_SECONDS +
      workerShutdownSeconds(args.service) +
      LAST_SCRAPE_SECONDS +
      GRACE_MARGIN_SECONDS,
    securityContext: RESTRICTED_POD,
    initContainers: [agentContainer(args)],
    containers: [nginxContainer(args)],
    volumes: [
      // In memory: the files are small, and a write to them must never wait for a disk.
      { name: 'shared', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      // The request log: read every second and cut at 2 MiB; this holds two minutes of 2,000 requests a second.
      { name: 'requests', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: 'settings', projected: { sources: settingsSources(args), defaultMode: 0o440 } },
      { name: 'tmp', emptyDir: {} },
      // Mounted into the agent alone.
      { name: 'token', projected: { sources: API_TOKEN_SOURCES } },
    ],
  };
}

/**
 * Everything that is fixed or secret, in one volume: a volume mounted inside a read-only one could not be made.
 * A Secret that does not exist yet keeps the pod from starting, and with it every later step of the update.
 */
function settingsSources({
  service,
  configMap,
  tlsSecret,
}: GatewayPodArgs): core.v1.VolumeProjection[] {
  const { jwt } = service.gateway;
  const keys = ['tls.crt', 'tls.key'].map((key) => ({ key, path: `tls/${key}` }));
  return [
    { configMap: { name: configMap } },
    ...(tlsSecret === undefined ? [] : [{ secret: { name: tlsSecret, items: keys } }]),
    ...(jwt === undefined
      ? []
      : [
          {
            secret: {
              name: jwt.jwks.secret,
              items: [{ key: jwt.jwks.key, path: `jwks/${jwt.jwks.key}` }],
            },
          },
        ]),
  ];
}

function nginxContainer({ service: { gateway }, images }: GatewayPodArgs): core.v1.Container {
  return {
    name: 'nginx',
    image: images.gateway,
    command: ['nginx', '-e', 'stderr', '-c', `${SETTINGS_FOLDER}/nginx.conf`, '-g', 'daemon off;'],
    ports: [
      { name: 'http', containerPort: GATEWAY_HTTP_PORT },
      ...(gateway.tls.mode === 'off' ? [] : [{ name: 'https', containerPort: GATEWAY_HTTPS_PORT }]),
    ],
    resources: containerResources(gateway.resources),
    securityContext: RESTRICTED_CONTAINER,
    // With the WAF on and little CPU, loading its rules outlasts what liveness would bear.
    startupProbe: {
      httpGet: { path: GATEWAY_HEALTH_PATH, port: 'http' },
      periodSeconds: 1,
      failureThreshold: 120,
    },
    readinessProbe: {
      httpGet: { path: GATEWAY_HEALTH_PATH, port: 'http' },
      periodSeconds: 2,
      failureThreshold: 2,
    },
    livenessProbe: {
      httpGet: { path: GATEWAY_HEALTH_PATH, port: 'http' },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    lifecycle: { preStop: { sleep: { seconds: LEAVE_SECONDS } } },
    volumeMounts: [...SHARED_MOUNTS, { name: 'tmp', mountPath: '/tmp' }],
  };
}

function agentContainer({ images }: GatewayPodArgs): core.v1.Container {
  const probe = (path: string) => ({ httpGet: { path, port: AGENT_PORT } });
  const fromPod = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { fieldPath } },
  });
  return {
    name: 'agent',
    image: images.cutover,
    command: ['node', '/app/agent.js'],
    // A native sidecar: it starts before NGINX and ends after it.
    restartPolicy: 'Always',
    env: [
      fromPod('POD_NAME', 'metadata.name'),
      fromPod('POD_NAMESPACE', 'metadata.namespace'),
      fromPod('POD_UID', 'metadata.uid'),
    ],
    ports: [{ name: 'agent', containerPort: AGENT_PORT }],
    // No CPU limit: throttling would delay a rollback by up to 100 ms at a time. The request is its weight
    // against the pods that carry the load, for the moment in which it has something to do.
    resources: { requests: { cpu: '100m', memory: '96Mi' }, limits: { memory: '192Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    // NGINX cannot start without its upstreams: this probe holds it back until the agent has written them.
    startupProbe: { ...probe('/started'), periodSeconds: 1, failureThreshold: 600 },
    readinessProbe: { ...probe('/ready'), periodSeconds: 1, failureThreshold: 2 },
    livenessProbe: {
      ...probe('/live'),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
      // An agent that hangs cannot end itself: without this it would keep the pod's whole grace period.
      terminationGracePeriodSeconds: 5,
    },
    volumeMounts: [
      ...SHARED_MOUNTS,
      { name: 'token', mountPath: API_TOKEN_FOLDER, readOnly: true },
    ],
  };
}
