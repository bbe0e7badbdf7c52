/** One `go build` of the toolchain: a pinned module and the programs taken from it. */
export interface GoPart {
  /** Name of the folder under `local/toolchain/go` that holds its go.mod and go.sum. */
  readonly name: string;
  /** Go packages to build, by the name that each executable gets in `bin/`. */
  readonly programs: Readonly<Record<string, string>>;
  /** Files of a module that are kept beside the programs: by name, the module and the path in it. */
  readonly files?: Readonly<Record<string, { readonly module: string; readonly path: string }>>;
  /** Linker flags: no symbol tables, plus the version where the program cannot know it by itself. */
  readonly ldflags: string;
  /** Minutes of a build from nothing on two cores, measured; shown while one waits for it. */
  readonly minutes: number;
}

const stripped = '-s -w';

/** The version of the built Pulumi CLI; the module proxy has no later one that builds. */
export const builtPulumiVersion = '3.200.0';

const kubernetesVersion = '1.34.4';

const kubernetesCommands = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubectl',
  'kubelet',
];

/** The kinds of cert-manager that the embedded cluster has; those of ACME need a network. */
export const certManagerKinds = [
  'certificaterequests',
  'certificates',
  'clusterissuers',
  'issuers',
] as const;

/**
 * The kinds of prometheus-operator that the embedded cluster has: those that Cutover makes, and those without which
 * the operator does not start. PrometheusAgent, ScrapeConfig and ThanosRuler are left out.
 */
export const monitoringKinds = [
  'alertmanagerconfigs',
  'alertmanagers',
  'podmonitors',
  'probes',
  'prometheuses',
  'prometheusrules',
  'servicemonitors',
] as const;

/** What makes the embedded cluster. */
export const clusterParts: readonly GoPart[] = [
  {
    name: 'kubernetes',
    programs: Object.fromEntries(
      kubernetesCommands.map((command) => [command, `k8s.io/kubernetes/cmd/${command}`]),
    ),
    ldflags: [
      stripped,
      `-X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`,
      '-X k8s.io/component-base/version.gitMajor=1',
      '-X k8s.io/component-base/version.gitMinor=34',
    ].join(' '),
    minutes: 5,
  },
  {
    name: 'etcd',
    programs: { etcd: 'go.etcd.io/etcd/server/v3' },
    ldflags: stripped,
    minutes: 0.5,
  },
  {
    name: 'metrics-server',
    programs: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
    ldflags: stripped,
    minutes: 2,
  },
  {
    name: 'coredns',
    programs: { coredns: 'github.com/coredns/coredns' },
    ldflags: stripped,
    minutes: 1.5,
  },
  // cert-manager's controllers by a few lines of our own: the module of its command cannot be had.
  {
    name: 'cert-manager',
    programs: { 'cert-manager': 'cutover.dev/toolchain/cert-manager' },
    files: Object.fromEntries(
      certManagerKinds.map((kind) => [
        `${kind}.yaml`,
        {
          module: 'github.com/cert-manager/cert-manager',
          path: `deploy/crds/cert-manager.io_${kind}.yaml`,
        },
      ]),
    ),
    ldflags: stripped,
    minutes: 2,
  },
  // Our own few lines: the first process of every pod.
  {
    name: 'pause',
    programs: { pause: 'cutover.dev/toolchain/pause' },
    ldflags: stripped,
    minutes: 0.1,
  },
];

const operatorModule = 'github.com/prometheus-operator/prometheus-operator';

/**
 * What watches the embedded cluster, built only where it is asked for. Its go.mod asks for cert-manager's versions of
 * what the two have in common, so that Go compiles that once.
 */
export const monitoringParts: readonly GoPart[] = [
  {
    name: 'prometheus-operator',
    programs: {
      operator: `${operatorModule}/cmd/operator`,
      'prometheus-config-reloader': `${operatorModule}/cmd/prometheus-config-reloader`,
    },
    files: Object.fromEntries(
      monitoringKinds.map((kind) => [
        `${kind}.yaml`,
        {
          module: operatorModule,
          path: `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`,
        },
      ]),
    ),
    ldflags: `${stripped} -X github.com/prometheus/common/version.Version=0.85.0`,
    minutes: 2,
  },
];

/** What only the benches need. */
export const benchParts: readonly GoPart[] = [
  {
    name: 'vegeta',
    programs: { vegeta: 'github.com/tsenart/vegeta/v12' },
    ldflags: stripped,
    minutes: 0.5,
  },
];

/** What stands in for Pulumi's own download. */
export const pulumiParts: readonly GoPart[] = [
  {
    name: 'pulumi',
    programs: { pulumi: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi' },
    ldflags: `${stripped} -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${builtPulumiVersion}`,
    minutes: 1.5,
  },
  {
    name: 'language-nodejs',
    programs: {
      'pulumi-language-nodejs': 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
    },
    ldflags: stripped,
    minutes: 0.5,
  },
];
