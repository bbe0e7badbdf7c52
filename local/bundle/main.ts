import { projectRoot } from '../settings';
import { ensureBundles } from './bundles';

ensureBundles(projectRoot).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
