import { gatesDigest } from '../../model/gates/digest';
import type { Evidence } from '../../model/gates/evidence';
import type { Stored } from '../../model/gates/evidence-against';
import { gatesInForce } from '../../model/gates/gates-of';
import { evidenceLifetime } from '../../model/gates/refuse-raise';
import { seconds } from '../../model/service/fields';
import { gateMode } from '../../model/service/monitoring';
import { phaseOf, planInForce } from '../../model/service/plan';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';

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
}

/** @param share - that is desired and observed. */
export function gateState(service: Service, share: Share, stored: Stored, now: Date): GateState {
  const lifetimeSeconds = evidenceLifetime(seconds(service.monitoring.every));
  const mode = gateMode(service.monitoring);
  if (stored.kind !== 'evidence') {
    return { mode, lifetimeSeconds, evidence: undefined, current: false, ageSeconds: undefined };
  }
  const { evidence } = stored;
  const ageSeconds = Math.round((now.getTime() - Date.parse(evidence.at)) / 1_000);
  const current =
    Math.abs(ageSeconds) <= lifetimeSeconds &&
    evidence.service === service.name &&
    evidence.share === share &&
    evidence.phase === phaseOf(planInForce(service), share) &&
    evidence.gatesDigest === gatesDigest(gatesInForce(service, share));
  return { mode, evidence, current, ageSeconds, lifetimeSeconds };
}
