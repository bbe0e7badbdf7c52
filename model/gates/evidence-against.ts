import { verdictConfigMapName } from '../names';
import { InvalidInputError } from '../problem';
import { seconds } from '../service/fields';
import { phaseOf, planInForce } from '../service/plan';
import type { Service } from '../service/service';
import type { Share } from '../share';
import { parseEvidence, type Evidence } from './evidence';
import { gatesInForce } from './gates-of';
import { reasonAgainst } from './refuse-raise';

/** What is stored in `<service>-verdict`, read as it is: evidence, nothing, or why it cannot be read. */
export type Stored =
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** @param data - of the ConfigMap `<service>-verdict`. */
export function readStored(
  data: Readonly<Record<string, string>> | undefined,
  service: string,
): Stored {
  try {
    const evidence = parseEvidence(data, verdictConfigMapName(service));
    return evidence === undefined ? { kind: 'none' } : { kind: 'evidence', evidence };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { kind: 'unreadable', why: error.message };
  }
}

export interface Raise {
  readonly service: Service;
  /** The desired share of the last update; 0 before the first. */
  readonly from: Share;
  readonly to: number;
  readonly stored: Stored;
  readonly now: Date;
}

/** @returns why the evidence does not let the share rise; `undefined` where it does, or the share does not rise. */
export function evidenceAgainst({ service, from, to, stored, now }: Raise): string | undefined {
  if (to <= from) return undefined;
  if (stored.kind === 'unreadable') return stored.why;
  return reasonAgainst({
    evidence: stored.kind === 'evidence' ? stored.evidence : undefined,
    service: service.name,
    from,
    to,
    phase: phaseOf(planInForce(service), from),
    gates: gatesInForce(service, from),
    now,
    everySeconds: seconds(service.monitoring.every),
  });
}
