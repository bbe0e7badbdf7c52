import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { KubeconfigPlaces } from './kubeconfig';

/** What the command takes from the machine that it runs on. */
export interface CliSettings {
  readonly kubeconfig: KubeconfigPlaces;
  /** Name of the user, for a hold without `--by`. */
  readonly user: string;
  /** Folder in which the search for the stack file starts. */
  readonly folder: string;
  /** Whether NO_COLOR is set, to anything but nothing (no-color.org). */
  readonly noColor: boolean;
}

export function readSettings(environment: NodeJS.ProcessEnv = process.env): CliSettings {
  return {
    kubeconfig: {
      variable: environment['KUBECONFIG'],
      home: join(homedir(), '.kube', 'config'),
    },
    user: userName(environment),
    folder: process.cwd(),
    noColor: (environment['NO_COLOR'] ?? '') !== '',
  };
}

/** A user id without an entry in the password file, as in many containers, has no name there. */
function userName(environment: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return environment['USER'] ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
