import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const selectorSchema = z.object({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});

const portSchema = z.object({
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  port: z.union([z.int(), z.string()]).optional(),
  endPort: z.int().optional(),
});

const peerSchema = z.object({
  podSelector: selectorSchema.optional(),
  namespaceSelector: selectorSchema.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).nullish() }).optional(),
});

const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    podSelector: selectorSchema.default({}),
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])).nullish(),
    ingress: z
      .array(
        z.object({ from: z.array(peerSchema).nullish(), ports: z.array(portSchema).nullish() }),
      )
      .nullish(),
    egress: z
      .array(z.object({ to: z.array(peerSchema).nullish(), ports: z.array(portSchema).nullish() }))
      .nullish(),
  }),
});

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), labels: labels.optional() }),
  spec: z.object({
    hostNetwork: z.boolean().optional(),
    containers: z.array(containerSchema()),
    initContainers: z.array(containerSchema()).nullish(),
  }),
  status: z.object({ phase: z.string().optional(), podIP: z.string().optional() }).optional(),
});

const namespaceSchema = z.object({
  metadata: z.object({ name: z.string(), labels: labels.optional() }),
});

function containerSchema() {
  return z.object({
    ports: z
      .array(
        z.object({
          name: z.string().optional(),
          containerPort: z.int(),
          protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
        }),
      )
      .nullish(),
  });
}

export type Labels = Readonly<Record<string, string>>;
export type Selector = z.infer<typeof selectorSchema>;
export type PolicyPort = z.infer<typeof portSchema>;
export type PolicyPeer = z.infer<typeof peerSchema>;
type Protocol = PolicyPort['protocol'];

/** One rule of a policy, in either direction: what it allows. */
export interface PolicyRule {
  /** None: every address. */
  readonly peers: readonly PolicyPeer[];
  /** None: every protocol and port. */
  readonly ports: readonly PolicyPort[];
}

export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector: Selector;
  /** Undefined: the policy says nothing of that direction. */
  readonly ingress: readonly PolicyRule[] | undefined;
  readonly egress: readonly PolicyRule[] | undefined;
}

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** The address in the pod network. */
  readonly address: string;
  readonly ports: readonly {
    readonly name: string;
    readonly protocol: Protocol;
    readonly port: number;
  }[];
}

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

/** @throws ZodError when it is not a `networking.k8s.io/v1` NetworkPolicy. */
export function readPolicy(object: unknown): Policy {
  const { metadata, spec } = policySchema.parse(object);
  // As the API server itself fills it in, should it be missing.
  const types = spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
  const ingress = (spec.ingress ?? []).map(({ from, ports }) => rule(from, ports));
  const egress = (spec.egress ?? []).map(({ to, ports }) => rule(to, ports));
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    podSelector: spec.podSelector,
    ingress: types.includes('Ingress') ? ingress : undefined,
    egress: types.includes('Egress') ? egress : undefined,
  };
}

function rule(
  peers: PolicyPeer[] | null | undefined,
  ports: PolicyPort[] | null | undefined,
): PolicyRule {
  return { peers: peers ?? [], ports: ports ?? [] };
}

/**
 * @returns undefined for a pod that has no address of its own: not yet, no longer, or that of its node. Policies mean
 * only pods of the pod network.
 */
export function readPod(object: unknown): Pod | undefined {
  const { metadata, spec, status } = podSchema.parse(object);
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (status?.podIP === undefined || ended || spec.hostNetwork === true) return undefined;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return {
    namespace: metadata.namespace,
    labels: metadata.labels ?? {},
    address: status.podIP,
    ports: containers.flatMap(({ ports }) =>
      (ports ?? []).flatMap(({ name, protocol, containerPort }) =>
        name === undefined ? [] : [{ name, protocol, port: containerPort }],
      ),
    ),
  };
}

export function readNamespace(object: unknown): Namespace {
  const { name, labels: found } = namespaceSchema.parse(object).metadata;
  return { name, labels: found ?? {} };
}
