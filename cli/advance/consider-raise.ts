import type { LastUpdate } from '../../components/last-update';
import { frozenAt, type Frozen } from '../../model/freeze';
import { readStored } from '../../model/gates/evidence-against';
import { adviseRaise } from '../../model/gates/raise';
import { nextShare } from '../../model/plan-order';
import { policyOverridesSchema, type PolicyOverride } from '../../model/policy-override';
import { planInForce } from '../../model/service/plan';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';
import type { Change } from '../../policy/change';
import type { ClusterPort } from '../cluster-port';
import { gateState, type GateState } from '../gates/gate-state';
import type { PulumiPort } from '../pulumi/pulumi-port';
import { readSituation, type Situation } from '../situation';
import type { StackShareFile } from '../stack-share-file';
import { targetFlags, type CommandTarget } from '../target';
import { reasonsAgainst } from './decide-advance';
import { readLastUpdate } from './last-update';
import { ruleFindings } from './rule-findings';
import { stackChange } from './stack-change';

/** What a rise is considered by. */
export interface RaiseWorld {
  readonly cluster: ClusterPort;
  readonly target: CommandTarget;
  readonly service: Service;
  readonly file: StackShareFile;
  readonly pulumi: Pick<PulumiPort, 'history' | 'outputs'>;
  readonly now: Date;
}

/** A rise that was considered, and all that was looked at. */
export interface ConsideredRaise {
  /** Undefined at the end of the plan. */
  readonly to: Share | undefined;
  /** Everything against it; none: the share may rise. */
  readonly reasons: readonly string[];
  /** What is told and stops nothing. */
  readonly warnings: readonly string[];
  readonly situation: Situation;
  readonly last: LastUpdate;
  readonly gates: GateState;
  readonly frozen: Frozen | undefined;
}

/**
 * Gathers everything that speaks against a rise from the share in the stack file.
 *
 * @param wanted - undefined: the next share of the plan.
 */
export async function considerRaise(
  stack: string,
  wanted: Share | undefined,
  { cluster, target, service, file, pulumi, now }: RaiseWorld,
): Promise<ConsideredRaise> {
  const from = file.share;
  const to = wanted ?? (nextShare(planInForce(service), from) as Share | undefined);
  const [situation, workloads, record, last] = await Promise.all([
    readSituation(cluster, target),
    cluster.versionWorkloads(),
    cluster.readVerdict(),
    readLastUpdate(pulumi),
  ]);
  const stored = readStored(record?.data, service.name);
  const gates = gateState(service, from, stored, now);
  const frozen = frozenAt(service.freezes, now);
  const found = { to, situation, last, gates, frozen };
  if (to === undefined) return { ...found, reasons: [], warnings: [] };
  const change = stackChange(file, to, { stack, last, now });
  const rules = ruleFindings(change);
  const overrides = overridesOf(change);
  const raise = adviseRaise({ service, from, to, stored, now, overrides, stack });
  const facts = {
    from,
    to,
    situation,
    readyV2: workloads.find(({ version }) => version === 'v2')?.ready,
    refusals: [...rules.refused, ...raise.refusals],
  };
  const release = `cutover release ${targetFlags(target)} --reason "…"`;
  const reasons = reasonsAgainst(facts, { stack, release });
  return { ...found, reasons, warnings: [...rules.told, ...raise.warnings] };
}

/** What is wrong with the overrides is told by the rule of that name; none of them counts then. */
function overridesOf({ plainConfig }: Change): readonly PolicyOverride[] {
  try {
    const listed: unknown = JSON.parse(plainConfig['cutover:policyOverrides'] ?? '[]');
    return policyOverridesSchema.safeParse(listed).data ?? [];
  } catch {
    return [];
  }
}
