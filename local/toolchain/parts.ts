/** One `go build` of the toolchain: a pinned module and the programs taken from it. */
export interface GoPart {
  /** Name of the folder under `local/toolchain/go` that holds its go.mod and go.sum. */
  readonly name: string;
  /** Go packages to build, by the name that each executable gets in `bin/`. */
  readonly programs: Readonly<Record<string, string>>;
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
  // Our own few lines: the first process of every pod.
  {
    name: 'pause',
    programs: { pause: 'cutover.dev/toolchain/pause' },
    ldflags: stripped,
    minutes: 0.1,
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
