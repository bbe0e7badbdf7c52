import { parseHold, type Hold } from '../model/hold';
import { holdConfigMapName, TRAFFIC_KEYS, trafficConfigMapName } from '../model/names';
import { describeProblem, InvalidInputError } from '../model/problem';
import { effectiveShare, parseShare, shareProblem, type Share } from '../model/share';
import type { ClusterPort, DataRecord } from './cluster-port';
import { CommandFailure, EXIT } from './failure';
import { didYouMean } from './stack-file';
import type { CommandTarget } from './target';

/** The shares and the hold of one service at one moment. */
export interface Situation {
  /** Undefined when what is written is no share. */
  readonly desired: Share | undefined;
  readonly phase: string;
  /** Undefined when the hold is missing or cannot be read. */
  readonly hold: Hold | undefined;
  /** What is wrong with the two ConfigMaps, a line each. */
  readonly problems: readonly string[];
  /** min(desired, hold); undefined while one of them is not known. */
  readonly effective: Share | undefined;
  /** Undefined until all ready gateway pods have agreed for the first time. */
  readonly observed: Share | undefined;
  readonly records: { readonly traffic: DataRecord; readonly hold: DataRecord | undefined };
}

/** @throws CommandFailure when the service has no traffic ConfigMap there, with the nearest known name. */
export async function readSituation(
  cluster: ClusterPort,
  target: CommandTarget,
): Promise<Situation> {
  const [traffic, hold] = await Promise.all([cluster.readTraffic(), cluster.readHold()]);
  if (!traffic) throw await unknownService(cluster, target);
  const problems: string[] = [];
  const desired = knownShare(traffic, target.service, problems);
  const limit = knownHold(hold, target.service, problems);
  return {
    desired,
    phase: traffic.data[TRAFFIC_KEYS.phase] ?? '',
    hold: limit,
    problems,
    effective: desired === undefined || !limit ? undefined : effectiveShare(desired, limit.share),
    observed: parseShare(traffic.data[TRAFFIC_KEYS.observed] ?? ''),
    records: { traffic, hold },
  };
}

function knownShare(traffic: DataRecord, service: string, problems: string[]): Share | undefined {
  const got = traffic.data[TRAFFIC_KEYS.desired];
  const share = got === undefined ? undefined : parseShare(got);
  if (share !== undefined) return share;
  const name = `ConfigMap ${trafficConfigMapName(service)}`;
  const problem = shareProblem(`data.${TRAFFIC_KEYS.desired}`, got, `write it by 'pulumi up'`);
  problems.push(`${name}: ${describeProblem(problem)}`);
  return undefined;
}

function knownHold(
  record: DataRecord | undefined,
  service: string,
  problems: string[],
): Hold | undefined {
  const name = holdConfigMapName(service);
  if (!record) {
    problems.push(
      `ConfigMap ${name} is missing; create it by 'cutover rollback', or by 'pulumi up --refresh'`,
    );
    return undefined;
  }
  try {
    return parseHold(record.data, name);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    problems.push(...error.problems.map((p) => `${error.subject}: ${describeProblem(p)}`));
    return undefined;
  }
}

async function unknownService(
  cluster: ClusterPort,
  { service, namespace }: CommandTarget,
): Promise<CommandFailure> {
  const [namespaces, services] = await Promise.all([cluster.namespaces(), cluster.services()]);
  const fail = (message: string): CommandFailure => new CommandFailure(EXIT.fail, message);
  const elsewhere = services.find((s) => s.service === service);
  const hint = elsewhere ? `; service '${service}' is in namespace '${elsewhere.namespace}'` : '';
  if (namespaces.length > 0 && !namespaces.includes(namespace)) {
    const guess = hint === '' ? didYouMean(namespace, namespaces) : hint;
    return fail(`no namespace '${namespace}' in this cluster${guess}`);
  }
  const here = services.filter((s) => s.namespace === namespace).map((s) => s.service);
  const guess = hint === '' ? didYouMean(service, here) : hint;
  const mend = guess === '' ? '; deploy it with pulumi up, or name another with --service' : guess;
  return fail(
    `no service '${service}' in namespace '${namespace}' (ConfigMap ${trafficConfigMapName(service)} is missing)${mend}`,
  );
}
