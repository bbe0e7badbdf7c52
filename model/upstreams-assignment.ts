import type { AgentSettings } from './agent-settings';
import { VARIABLES } from './gateway/names';
import { VERSIONS, type Version } from './names';
import { FULL_SHARE, NO_SHARE, type Share } from './share';
import type { Dynamics } from './upstreams-dynamics';
import { serversOf, wholeVersion } from './upstreams-groups';

/**
 * Renders the variables that tell the fixed part of the configuration about the versions.
 *
 * - `$cutover_assigned`: `v1` or `v2`. At 0 and 100 a constant: nobody keeps a version that the share has left.
 * - `$cutover_share`: 0 to 100, for the gateway script.
 * - `$cutover_served`: the version whose address answered last; empty when none was asked.
 */
export function renderAssignment(settings: AgentSettings, dynamics: Dynamics): string[] {
  const { assignment, script } = settings;
  const { share } = dynamics;
  return [
    ...(script || assignment === 'perUser' ? renderAssigned(assignment, share) : []),
    ...(script ? [`map "" $${VARIABLES.share} { default ${share}; }`] : []),
    ...renderServed(settings, dynamics),
  ];
}

function renderAssigned(assignment: AgentSettings['assignment'], share: Share): string[] {
  const variable = `$${VARIABLES.assigned}`;
  if (share === NO_SHARE || share === FULL_SHARE) {
    return [`map "" ${variable} { default ${share === NO_SHARE ? 'v1' : 'v2'}; }`];
  }
  // V2's part comes first, so that it only grows: whoever has V2 keeps it while the share rises.
  return assignment === 'perUser'
    ? [`split_clients "$${VARIABLES.userKey}" ${variable} { ${share}% v2; * v1; }`]
    : [`js_set ${variable} cutover.assigned;`];
}

/**
 * @returns the version behind each address, as NGINX writes them. Both ClusterIPs and pods: a request may have begun
 * before the pods were known. A new pod may have the address of one that has just gone, so each stands there once.
 */
export function addressesOf(
  settings: AgentSettings,
  dynamics: Pick<Dynamics, 'pods'>,
): ReadonlyMap<string, Version> {
  return new Map(
    VERSIONS.flatMap((version) =>
      [...wholeVersion(settings.upstreams[version]), ...serversOf(settings, dynamics, version)].map(
        ({ address }) => [address, version] as const,
      ),
    ),
  );
}

function renderServed(settings: AgentSettings, dynamics: Dynamics): string[] {
  const lines = [...addressesOf(settings, dynamics)].map(
    ([address, version]) => `    ${quoted(address)} ${version};`,
  );
  return [`map $${VARIABLES.lastPeer} $${VARIABLES.served} {`, '    default "";', ...lines, '}'];
}

/** Bare, an address in brackets is one word too; quotes leave no doubt. */
const quoted = (text: string): string => `"${text}"`;
