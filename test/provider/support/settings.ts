/** What the workloads of the contract run; other clusters name images that they can pull. */
export interface TestImages {
  /** Runs until it is told to end, and listens on no port. */
  readonly idle: string;
  /** Has `node`, for Jobs that end. */
  readonly node: string;
}

export function testImages(environment: NodeJS.ProcessEnv = process.env): TestImages {
  return {
    idle: environment['CUTOVER_TEST_IDLE_IMAGE'] ?? 'cutover.local/pause:local',
    node: environment['CUTOVER_TEST_NODE_IMAGE'] ?? 'cutover.local/cutover:local',
  };
}

/** @throws Error saying how to start a cluster where the environment names none. */
export function testKubeconfig(environment: NodeJS.ProcessEnv = process.env): string {
  const path = environment['KUBECONFIG'];
  if (path === undefined || path === '') {
    throw new Error(
      'KUBECONFIG must name a cluster: run `npm run test:provider`, which starts one',
    );
  }
  return path;
}
