import { isInForce, type Hold } from '../model/hold';
import { TRAFFIC_KEYS } from '../model/names';
import type { Share } from '../model/share';
import type { ClusterPort, GatewayPod, VersionWorkload } from './cluster-port';
import { readLastHold } from './last-hold';
import { readSituation, type Situation } from './situation';
import { targetFlags, type CommandTarget } from './target';

/** Something that was written, and by whom. */
interface Change {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly what: string;
  readonly by: string;
}

/** Changes that are shown. */
const MOST_CHANGES = 8;

/** What `cutover status --json` prints. Unknown values are null. */
export interface StatusView {
  readonly service: string;
  readonly namespace: string;
  readonly context: string | null;
  readonly phase: string | null;
  readonly desired: Share | null;
  readonly effective: Share | null;
  readonly observed: Share | null;
  /** Whether all ready gateway pods confirm the effective share. */
  readonly settled: boolean;
  /** The hold in force; null when there is none. */
  readonly hold: (Hold & { readonly release: string }) | null;
  /** What is wrong with the ConfigMaps, a line each. */
  readonly problems: readonly string[];
  readonly gatewayPods: readonly GatewayPodView[];
  readonly versions: readonly VersionWorkload[];
  /** Latest first. */
  readonly changes: readonly Change[];
}

interface GatewayPodView {
  readonly name: string;
  readonly ready: boolean;
  readonly phase: string;
  readonly share: string | null;
  readonly configHash: string | null;
  readonly condition: string | null;
}

export async function readStatus(cluster: ClusterPort, target: CommandTarget): Promise<StatusView> {
  const [situation, pods, versions] = await Promise.all([
    readSituation(cluster, target),
    cluster.gatewayPods(),
    cluster.versionWorkloads(),
  ]);
  const { hold, desired, effective, observed } = situation;
  const release = `cutover release ${targetFlags(target)} --reason "…"`;
  return {
    service: target.service,
    namespace: target.namespace,
    context: target.context ?? null,
    phase: situation.phase === '' ? null : situation.phase,
    desired: desired ?? null,
    effective: effective ?? null,
    observed: observed ?? null,
    settled: observed !== undefined && observed === effective,
    hold: hold && isInForce(hold) ? { ...hold, release } : null,
    problems: situation.problems,
    gatewayPods: pods.map(podView).sort((a, b) => a.name.localeCompare(b.name)),
    versions: [...versions].sort((a, b) => a.version.localeCompare(b.version)),
    changes: changesOf(situation),
  };
}

function podView({ name, ready, phase, share, configHash, condition }: GatewayPod): GatewayPodView {
  return {
    name,
    ready,
    phase,
    share: share ?? null,
    configHash: configHash ?? null,
    condition: condition ?? null,
  };
}

/** Times come from the field managers of the two ConfigMaps, and from what the hold says of itself. */
function changesOf({ records, desired, observed, hold }: Situation): Change[] {
  const changes: Change[] = [];
  for (const { manager, at, keys } of records.traffic.writings) {
    if (keys.includes(TRAFFIC_KEYS.desired)) {
      changes.push({ at, what: `desired share ${desired ?? '?'} %`, by: manager });
    }
    if (keys.includes(TRAFFIC_KEYS.observed)) {
      changes.push({ at, what: `observed share ${observed ?? '?'} %`, by: manager });
    }
  }
  if (hold && isInForce(hold)) {
    changes.push({ at: hold.since, what: `hold at ${hold.share} %: ${hold.reason}`, by: hold.by });
  }
  const last = readLastHold(records.hold);
  if (last) {
    const { released } = last;
    changes.push(
      { at: last.since, what: `hold at ${last.share} %: ${last.reason}`, by: last.by },
      { at: released.at, what: `hold released: ${released.reason}`, by: released.by },
    );
  }
  return changes.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MOST_CHANGES);
}
