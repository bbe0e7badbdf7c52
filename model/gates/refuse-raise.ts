import { assess } from './assess';
import { gatesDigest } from './digest';
import type { Evidence } from './evidence';
import type { Gate } from './gate';
import { counts } from './gates-of';

/** Judgements after which evidence is too old, and the least time for it in seconds. */
const STALE_AFTER = 4;
const LEAST_AGE = 60;

/** How far in the future the time of evidence may lie, in seconds: clocks of two machines differ. */
const CLOCK_SKEW = 30;

/** What is known when a stack is about to raise its share. */
export interface RaiseFacts {
  /** As the cluster has it now; `undefined` where nothing has been judged. */
  readonly evidence: Evidence | undefined;
  readonly service: string;
  /** The share that is desired and observed now, and its phase. */
  readonly from: number;
  readonly phase: string;
  readonly to: number;
  /** The gates in force at `from`, as the service file has them now. */
  readonly gates: readonly Gate[];
  readonly now: Date;
  /** Seconds between judgements. */
  readonly everySeconds: number;
}

/**
 * Whether the evidence lets the share rise: it must pass, be fresh, and have been taken at the present share and phase
 * by the gates as they are now. Lowering the share is never refused.
 *
 * @returns why not, with gate, value and bound of everything that does not pass; `undefined` where it may rise.
 */
export function refuseRaise(facts: RaiseFacts): string | undefined {
  const { from, to } = facts;
  if (to <= from) return undefined;
  const reason = reasonAgainst(facts);
  return reason === undefined
    ? undefined
    : `the share may not rise from ${from} % to ${to} %: ${reason}`;
}

/** @returns why the evidence does not let a share rise; `undefined` where it does. */
export function reasonAgainst(facts: RaiseFacts): string | undefined {
  const { evidence, service, from, phase, gates } = facts;
  if (evidence === undefined) return 'nothing has been judged yet; see that the guard runs';
  if (evidence.service !== service) {
    return `the evidence is that of service ${evidence.service}; see that the guard runs`;
  }
  const age = ageProblem(facts, evidence);
  if (age !== undefined) return age;
  if (evidence.share !== from || evidence.phase !== phase) {
    return (
      `the gates were judged at ${evidence.share} % in phase ${evidence.phase}, and the share is ${from} % ` +
      `in phase ${phase}; wait for the next judgement, in ${facts.everySeconds} s`
    );
  }
  if (evidence.gatesDigest !== gatesDigest(gates) || !judgesAll(evidence, gates)) {
    return 'the gates have changed since they were judged; run pulumi up at the present share first, and wait for the next judgement';
  }
  const { verdict, message } = assess(evidence.gates);
  return verdict === 'pass' && evidence.verdict === 'pass' ? undefined : message;
}

function ageProblem(facts: RaiseFacts, evidence: Evidence): string | undefined {
  const age = (facts.now.getTime() - Date.parse(evidence.at)) / 1_000;
  const most = evidenceLifetime(facts.everySeconds);
  if (age < -CLOCK_SKEW) {
    return `the evidence was taken ${Math.round(-age)} s in the future; set the clocks right`;
  }
  if (age <= most) return undefined;
  return `the evidence is ${Math.round(age)} s old, and counts for ${most} s; see that the guard runs`;
}

/** @returns the seconds for which evidence counts. */
export const evidenceLifetime = (everySeconds: number): number =>
  Math.max(LEAST_AGE, STALE_AFTER * everySeconds);

/** Whether every gate that counts has its result: a digest can be copied by hand. */
const judgesAll = (evidence: Evidence, gates: readonly Gate[]): boolean =>
  gates
    .filter(counts)
    .every((gate) => evidence.gates.some((one) => one.name === gate.name && counts(one)));
