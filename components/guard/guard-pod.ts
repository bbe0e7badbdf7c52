import type { core } from '@pulumi/kubernetes/types/input';
import type * as pulumi from '@pulumi/pulumi';
import { GUARD_PORT, GUARD_SETTINGS_PATH } from '../../model/guard-settings';
import { API_TOKEN_FOLDER, API_TOKEN_SOURCES } from '../api-access';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../pod-security';
import { programProbes } from '../program-probes';

export interface GuardPodArgs {
  /** The image with the guard. */
  readonly image: pulumi.Input<string>;
  readonly serviceAccount: pulumi.Input<string>;
  /** Name of the ConfigMap with its settings. */
  readonly configMap: pulumi.Input<string>;
  /** Labels by which its pods are found. */
  readonly selector: Readonly<Record<string, string>>;
}

/** @returns a pod of the guard; of two, each on a node of its own where there are two. */
export function guardPodSpec(args: GuardPodArgs): core.v1.PodSpec {
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    securityContext: RESTRICTED_POD,
    // It gives up its Lease, and ends.
    terminationGracePeriodSeconds: 15,
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: { ...args.selector } },
            },
          },
        ],
      },
    },
    containers: [container(args)],
    volumes: [
      { name: 'settings', configMap: { name: args.configMap, defaultMode: 0o440 } },
      { name: 'token', projected: { sources: API_TOKEN_SOURCES } },
    ],
  };
}

function container({ image }: GuardPodArgs): core.v1.Container {
  return {
    name: 'guard',
    image,
    command: ['node', '/app/guard.js'],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    ports: [{ name: 'guard', containerPort: GUARD_PORT }],
    // A round of 12 gates is some 30 ms of work; a start, with a whole core, half a second.
    resources: {
      requests: { cpu: '20m', memory: '64Mi' },
      limits: { cpu: '500m', memory: '192Mi' },
    },
    securityContext: RESTRICTED_CONTAINER,
    ...programProbes('guard'),
    volumeMounts: [
      { name: 'settings', mountPath: GUARD_SETTINGS_PATH.replace(/\/[^/]+$/, ''), readOnly: true },
      { name: 'token', mountPath: API_TOKEN_FOLDER, readOnly: true },
    ],
  };
}
