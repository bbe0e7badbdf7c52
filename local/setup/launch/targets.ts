/** A program of this project that runs against a cluster. */
export interface Target {
  /** Path in the checkout, TypeScript or JavaScript. */
  readonly program: string;
  /** Arguments before those of the user. */
  readonly args: readonly string[];
  /** Whether it takes `--context` itself; any other just uses the kubeconfig it is given. */
  readonly knowsContext: boolean;
}

const jestTarget = (project: string, ...args: string[]): Target => ({
  program: 'node_modules/jest/bin/jest.js',
  args: ['--selectProjects', project, ...args],
  knowsContext: false,
});

/** The targets by the names of their npm scripts. */
const targets: Readonly<Record<string, Target>> = {
  demo: { program: 'local/demo/main.ts', args: [], knowsContext: true },
  bench: { program: 'bench/main.ts', args: [], knowsContext: true },
  test: { program: 'local/test/main.ts', args: [], knowsContext: false },
  // One at a time: they share one cluster and two cores.
  'test:provider': jestTarget('provider', '--runInBand'),
  'test:integration': jestTarget('integration', '--runInBand'),
  'test:e2e': jestTarget('e2e', '--runInBand'),
};

/**
 * @param name - as in `npm run NAME`.
 * @throws when there is no such target.
 */
export function targetNamed(name: string | undefined): Target {
  const target = name !== undefined && Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target === undefined) {
    const known = Object.keys(targets).join(', ');
    throw new Error(`'target' (${name ?? 'none'}) must be one of ${known}; choose one of them.`);
  }
  return target;
}
