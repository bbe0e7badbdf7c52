import { evaluateGate } from '../model/gates/evaluate';
import type { Evidence, GateResult } from '../model/gates/evidence';
import type { Gate } from '../model/gates/gate';
import { gatesAt } from '../model/gates/gates-of';
import { nextEvidence } from '../model/gates/next-evidence';
import { queriesOf } from '../model/gates/queries';
import type { Reading } from '../model/gates/reading';
import type { GuardSettings } from '../model/guard-settings';
import type { Prometheus } from '../prometheus/reading';
import { seasoned } from './seasoned';
import type { Situation } from './situation';

export interface JudgeParts {
  readonly settings: GuardSettings;
  readonly prometheus: Pick<Prometheus, 'instant'>;
  /** The time of day. */
  readonly date: () => Date;
}

/** Asks for all gates in force at once and judges them. Never rejects: what could not be asked is an `error`. */
export async function judge(
  { settings, prometheus, date }: JudgeParts,
  situation: Situation,
  previous: Evidence | undefined,
): Promise<Evidence> {
  const { service, gates: all, plan, budgets: limits } = settings;
  const { share, phase } = situation;
  const gates = gatesAt(all, plan, share);
  const now = date();
  const at = now.toISOString();
  const ask = askOnce(prometheus);
  const results = await Promise.all(
    gates.map(async (gate) =>
      seasoned(gate, await judgeOne(gate, settings, situation, ask, at), situation, now),
    ),
  );
  return nextEvidence(previous, { service, at, share, phase, gates, results, limits });
}

type Ask = (query: string) => Promise<Reading>;

/** Most gates count the same samples: each question is asked once a round. */
function askOnce(prometheus: Pick<Prometheus, 'instant'>): Ask {
  const asked = new Map<string, Promise<Reading>>();
  return (query) => {
    const before = asked.get(query);
    if (before !== undefined) return before;
    const reading = prometheus.instant(query);
    asked.set(query, reading);
    return reading;
  };
}

async function judgeOne(
  gate: Gate,
  { service, namespace }: GuardSettings,
  { share }: Situation,
  ask: Ask,
  at: string,
): Promise<GateResult> {
  const queries = queriesOf(gate, { service, namespace }, share);
  const asked = (query: string | null) => (query === null ? undefined : ask(query));
  const [v2, v1, samples, v1Samples] = await Promise.all([
    ask(queries.v2),
    asked(queries.v1),
    asked(queries.samples),
    asked(queries.v1Samples),
  ]);
  const readings = {
    v2,
    ...(v1 && { v1 }),
    ...(samples && { samples }),
    ...(v1Samples && { v1Samples }),
  };
  return evaluateGate(gate, readings, { query: queries.v2, v1Query: queries.v1, at });
}
