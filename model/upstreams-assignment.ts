import type { AgentSettings } from './agent-settings';
import { FULL_SHARE, NO_SHARE, type Share } from './share';
import { hostPort } from './upstreams-groups';

/**
 * Renders the variables by which the fixed part of the configuration chooses a version.
 *
 * - `$cutover_assigned`: `v1` or `v2`. At 0 and 100 a constant: nobody keeps a version that the share has left.
 * - `$cutover_share`: 0 to 100, for the gateway script.
 * - `$cutover_answered`: the version behind the address that answered last in `cutover_v1`, `cutover_v2` or
 *   `cutover_v2_only`, as far as it is V1's ClusterIP: `v1`, otherwise empty.
 */
export function renderAssignment(settings: AgentSettings, share: Share): string[] {
  const { assignment, script, upstreams } = settings;
  return [
    ...(script || assignment === 'perUser' ? renderAssigned(assignment, share) : []),
    ...(script ? [`map "" $cutover_share { default ${share}; }`] : []),
    ...renderAnswered(upstreams.v1),
  ];
}

function renderAssigned(assignment: AgentSettings['assignment'], share: Share): string[] {
  if (share === NO_SHARE || share === FULL_SHARE) {
    return [`map "" $cutover_assigned { default ${share === NO_SHARE ? 'v1' : 'v2'}; }`];
  }
  // V2's part comes first, so that it only grows: whoever has V2 keeps it while the share rises.
  return assignment === 'perUser'
    ? [`split_clients "$cutover_user_key" $cutover_assigned { ${share}% v2; * v1; }`]
    : ['js_set $cutover_assigned cutover.assigned;'];
}

/** Of several tries NGINX lists all addresses in order; the last one answered. */
function renderAnswered(v1: AgentSettings['upstreams']['v1']): string[] {
  if (v1 === undefined) return ['map "" $cutover_answered { default ""; }'];
  const address = hostPort(v1).replace(/[.[\]]/g, '\\$&');
  return [`map $upstream_addr $cutover_answered { default ""; "~(^|[ ,])${address}$" v1; }`];
}
