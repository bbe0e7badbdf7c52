/** One part of `npm test`. */
export interface Stage {
  readonly name: string;
  /** Program and arguments; `{report}` stands for the file where jest is to leave its figures. */
  readonly command: readonly string[];
  /** Whether it leaves jest's figures; if not, it counts as one test. */
  readonly isJest: boolean;
}

const jestStage = (name: string, ...args: string[]): Stage => ({
  name,
  command: [
    'node',
    'node_modules/jest/bin/jest.js',
    '--ci',
    '--json',
    '--outputFile={report}',
    '--selectProjects',
    name,
    ...args,
  ],
  isJest: true,
});

/** In the order of their cost: what is cheap to find out comes first. */
const stages: readonly Stage[] = [
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'], isJest: false },
  { name: 'typecheck', command: ['npm', 'run', '--silent', 'typecheck'], isJest: false },
  jestStage('unit'),
  jestStage('program'),
  // One at a time: these share one cluster and two cores.
  jestStage('provider', '--runInBand'),
  jestStage('integration', '--runInBand'),
  jestStage('e2e', '--runInBand'),
];

/**
 * @param only - names separated by commas, as `--only` has them; all stages when left out.
 * @throws when it names no such stage.
 */
export function chosenStages(only: string | undefined): readonly Stage[] {
  if (only === undefined) return stages;
  const names = only.split(',').map((name) => name.trim());
  const known = stages.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `'--only' (${unknown.join(', ')}) must name stages; choose from ${known.join(', ')}.`,
    );
  }
  return stages.filter(({ name }) => names.includes(name));
}
