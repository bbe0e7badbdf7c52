import { parseArgs } from 'node:util';
import { readSettingsFile } from '../kube/settings-file';
import {
  GUARD_PORT,
  GUARD_SETTINGS_PATH,
  guardSettingsSchema,
  type GuardSettings,
} from '../model/guard-settings';
import { InvalidInputError, type Problem } from '../model/problem';

/** Everything the guard is told at start. */
export interface GuardOptions {
  readonly podName: string;
  readonly settings: GuardSettings;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * Reads the Pod's identity from the environment (downward API) and the settings file.
 *
 * `--settings FILE` and `--port N` stand in for the places in the pod, for tests.
 *
 * @throws InvalidInputError naming every problem at once.
 */
export function readGuardOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): GuardOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      settings: { type: 'string', default: GUARD_SETTINGS_PATH },
      port: { type: 'string', default: String(GUARD_PORT) },
    },
  });
  const problems: Problem[] = [];
  const podName = environment['POD_NAME'] ?? '';
  if (podName === '') {
    const mend = 'set it in the Deployment by the downward API, fieldPath metadata.name';
    problems.push({ field: 'POD_NAME', got: undefined, rule: 'be in the environment', mend });
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    const rule = 'be a port from 0 to 65535';
    problems.push({ field: '--port', got: values.port, rule, mend: 'give another port' });
  }
  if (problems.length > 0) throw new InvalidInputError('the guard', problems);
  return { podName, settings: readSettingsFile(values.settings, guardSettingsSchema), port };
}
