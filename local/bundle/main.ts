import { projectRoot } from '../settings';
import { buildBundles } from './bundles';

buildBundles(projectRoot).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
