import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettingsFile } from '../kube/settings-file';
import {
  AGENT_PORT,
  agentSettingsSchema,
  GATEWAY_PATHS,
  type AgentSettings,
} from '../model/agent-settings';
import { InvalidInputError, type Problem } from '../model/problem';
import type { MountedPaths } from './material/watch';

/** The files that the agent and NGINX share. */
export type SharedPaths = Pick<
  Record<keyof typeof GATEWAY_PATHS, string>,
  | 'upstreams'
  | 'lastShare'
  | 'pid'
  | 'configSocket'
  | 'script'
  | 'internalSocket'
  | 'requests'
  | 'requestLog'
  | 'requestCounts'
> & {
  /** The folder of all of them. */
  readonly folder: string;
};

/** What the agent brings to NGINX, as far as the settings ask for it. */
interface SourcePaths extends MountedPaths {
  /** The gateway script. */
  readonly script?: string | undefined;
}

/** Everything the agent is told at start. */
export interface AgentOptions {
  readonly podName: string;
  readonly podUid: string;
  readonly settings: AgentSettings;
  readonly paths: SharedPaths;
  readonly mounted: SourcePaths;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * Reads the Pod's identity from the environment (downward API) and the settings file.
 *
 * `--settings FILE`, `--shared FOLDER`, `--script FILE` and `--port N` stand in for the places in the pod, for
 * tests.
 *
 * @throws InvalidInputError naming every problem at once.
 */
export function readAgentOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): AgentOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      settings: { type: 'string', default: GATEWAY_PATHS.settings },
      shared: { type: 'string', default: GATEWAY_PATHS.shared },
      script: { type: 'string', default: GATEWAY_PATHS.scriptSource },
      port: { type: 'string', default: String(AGENT_PORT) },
    },
  });
  const problems: Problem[] = [];
  const given = (name: string, fieldPath: string): string => {
    const value = environment[name] ?? '';
    if (value === '') {
      const mend = `set it in the Deployment by the downward API, fieldPath ${fieldPath}`;
      problems.push({ field: name, got: undefined, rule: 'be in the environment', mend });
    }
    return value;
  };
  const podName = given('POD_NAME', 'metadata.name');
  const podNamespace = given('POD_NAMESPACE', 'metadata.namespace');
  const podUid = given('POD_UID', 'metadata.uid');
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    const rule = 'be a port from 0 to 65535';
    problems.push({ field: '--port', got: values.port, rule, mend: 'give another port' });
  }
  if (problems.length > 0) throw new InvalidInputError('the agent', problems);
  const settings = readSettingsFile(values.settings, agentSettingsSchema);
  if (settings.namespace !== podNamespace) {
    const mend = `deploy the gateway in the namespace that its settings name`;
    const rule = `be the Pod's namespace (${podNamespace})`;
    throw new InvalidInputError(values.settings, [
      { field: 'namespace', got: settings.namespace, rule, mend },
    ]);
  }
  const { tls, jwks, script } = settings;
  const mounted: SourcePaths = {
    tls: tls ? GATEWAY_PATHS.tls : undefined,
    jwks: jwks === undefined ? undefined : { folder: GATEWAY_PATHS.jwks, name: jwks },
    script: script ? values.script : undefined,
  };
  return { podName, podUid, settings, paths: sharedPaths(values.shared), mounted, port };
}

function sharedPaths(folder: string): SharedPaths {
  const moved = (path: string): string => join(folder, path.slice(GATEWAY_PATHS.shared.length));
  return {
    folder,
    script: moved(GATEWAY_PATHS.script),
    internalSocket: moved(GATEWAY_PATHS.internalSocket),
    requests: moved(GATEWAY_PATHS.requests),
    requestLog: moved(GATEWAY_PATHS.requestLog),
    requestCounts: moved(GATEWAY_PATHS.requestCounts),
    upstreams: moved(GATEWAY_PATHS.upstreams),
    lastShare: moved(GATEWAY_PATHS.lastShare),
    pid: moved(GATEWAY_PATHS.pid),
    configSocket: moved(GATEWAY_PATHS.configSocket),
  };
}
