import { gatesDigest } from '../../model/gates/digest';
import { parseEvidence, type Evidence } from '../../model/gates/evidence';
import { gatesInForce } from '../../model/gates/gates-of';
import { evidenceLifetime, refuseRaise } from '../../model/gates/refuse-raise';
import { verdictConfigMapName } from '../../model/names';
import { InvalidInputError } from '../../model/problem';
import { seconds } from '../../model/service/fields';
import { gateMode } from '../../model/service/monitoring';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';
import type { DataRecord } from '../cluster-port';

/** What the gates say of the present share. */
export interface GateState {
  readonly mode: ReturnType<typeof gateMode>;
  /** Undefined where nothing was judged, or what was written cannot be read. */
  readonly evidence: Evidence | undefined;
  /** Whether it is fresh, and of the present share, phase and gates. */
  readonly current: boolean;
  /** Seconds since it was judged; undefined without evidence. */
  readonly ageSeconds: number | undefined;
  /** Seconds for which evidence counts. */
  readonly lifetimeSeconds: number;
  /** Why the share may not rise by it; undefined where it may. */
  readonly refusal: string | undefined;
}

/** What the state of the gates depends on. */
interface GateFacts {
  readonly service: Service;
  /** The ConfigMap that the guard writes. */
  readonly record: DataRecord | undefined;
  /** The share that is desired and observed, and its phase. */
  readonly share: Share;
  /** The share that is to be gone to; undefined at the end of the plan. */
  readonly to: number | undefined;
  readonly phase: string;
  readonly now: Date;
}

export function gateState(facts: GateFacts): GateState {
  const { service, share, to, phase, now } = facts;
  const everySeconds = seconds(service.monitoring.every);
  const lifetimeSeconds = evidenceLifetime(everySeconds);
  const mode = gateMode(service.monitoring);
  const read = readEvidence(facts);
  const nothing = { mode, lifetimeSeconds, evidence: undefined, current: false };
  if (typeof read === 'string') return { ...nothing, ageSeconds: undefined, refusal: read };
  const gates = gatesInForce(service, share);
  const refusal = refuseRaise({
    evidence: read,
    service: service.name,
    from: share,
    phase,
    // At 100 nothing rises any more, and the gates are judged all the same.
    to: to ?? share + 1,
    gates,
    now,
    everySeconds,
  });
  if (read === undefined) return { ...nothing, ageSeconds: undefined, refusal };
  const ageSeconds = Math.round((now.getTime() - Date.parse(read.at)) / 1_000);
  const current =
    Math.abs(ageSeconds) <= lifetimeSeconds &&
    read.service === service.name &&
    read.share === share &&
    read.phase === phase &&
    read.gatesDigest === gatesDigest(gates);
  return { mode, evidence: read, current, ageSeconds, lifetimeSeconds, refusal };
}

/** @returns why it cannot be read, where it cannot. */
function readEvidence({ service, record }: GateFacts): Evidence | string | undefined {
  try {
    return parseEvidence(record?.data, verdictConfigMapName(service.name));
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}
