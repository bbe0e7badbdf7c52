import { assess } from './assess';
import { gatesDigest } from './digest';
import type { Evidence, GateResult } from './evidence';
import type { Gate } from './gate';
import { counts } from './gates-of';
import type { Verdict } from './verdict';

type Budgets = Evidence['budgets'];

/** One round of judgement. */
export interface Round {
  readonly service: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly share: number;
  readonly phase: string;
  /** The gates in force, one result each. */
  readonly gates: readonly Gate[];
  readonly results: readonly GateResult[];
  /** Judgements of a kind after which somebody is paged. */
  readonly limits: Budgets;
}

const NO_JUDGEMENTS: Budgets = { inconclusive: 0, noData: 0, error: 0 };

const BUDGET_OF = {
  inconclusive: 'inconclusive',
  'no-data': 'noData',
  error: 'error',
} as const satisfies Partial<Record<Verdict, keyof Budgets>>;

/**
 * What is known after a round. Each kind of verdict that says nothing about V2 has a budget of its own: its count grows with
 * every such round and goes back to 0 with a `pass` or a `fail`, not with another kind, so that kinds in turn wear
 * their budgets out too. Another share, phase or set of gates begins anew.
 *
 * @param previous - what was known before; `undefined` where nothing was.
 */
export function nextEvidence(previous: Evidence | undefined, round: Round): Evidence {
  const { service, at, share, phase, gates, results, limits } = round;
  const { verdict } = assess(results);
  const digest = gatesDigest(gates);
  const isContinued =
    previous?.share === share && previous.phase === phase && previous.gatesDigest === digest;
  const budgets = spend(isContinued ? previous.budgets : NO_JUDGEMENTS, verdict);
  return {
    format: 1,
    service,
    at,
    share,
    phase,
    gatesDigest: digest,
    verdict,
    since: isContinued && previous.verdict === verdict ? previous.since : at,
    gates: [...results],
    budgets,
    pages: [...sharedFailures(results), ...overspent(budgets, limits)],
  };
}

function spend(before: Budgets, verdict: Verdict): Budgets {
  if (verdict === 'pass' || verdict === 'fail') return NO_JUDGEMENTS;
  const kind = BUDGET_OF[verdict];
  return { ...before, [kind]: before[kind] + 1 };
}

/** V1 fails as V2 does: no rollback helps, so that a person must look. */
const sharedFailures = (results: readonly GateResult[]): string[] =>
  results
    .filter((result) => result.sharedFailure && counts(result))
    .map(({ message }) => `V1 and V2 fail alike: ${message}`);

const overspent = (budgets: Budgets, limits: Budgets): string[] =>
  Object.entries(BUDGET_OF)
    .filter(([, kind]) => budgets[kind] > limits[kind])
    .map(([verdict, kind]) => `${verdict} (${budgets[kind]}) > budget (${limits[kind]})`);
