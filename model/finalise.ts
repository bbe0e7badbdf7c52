import type { FinaliseRequest } from './finalise-request';
import { describeHold, isInForce, type Hold } from './hold';
import { InvalidInputError, type Problem } from './problem';
import { FINALISE, phaseOf, type Plan } from './service/plan';
import { FULL_SHARE, type Share } from './share';

/**
 * What becomes of V1 at the end of a plan. `deprecated`: it runs as before, and its replies say until when.
 * `removed`: nothing of it is left.
 */
export const V1_STATES = ['serving', 'deprecated', 'removed'] as const;
export type V1State = (typeof V1_STATES)[number];

const STATE_OF = {
  '': 'serving',
  deprecate: 'deprecated',
  remove: 'removed',
} as const satisfies Record<FinaliseRequest, V1State>;

/** @returns the state of V1 that the stack's config asks for. */
export function requestedState(request: FinaliseRequest): V1State {
  return STATE_OF[request];
}

/** @returns the state, or `undefined` when the text is not one. */
export function parseV1State(text: unknown): V1State | undefined {
  return V1_STATES.find((state) => state === text);
}

/**
 * The phase of a share: the last one while V1 is announced to go or gone, and else as the plan says. A share that
 * is lowered after the deprecation goes back into the phase that it lies in.
 */
export function phaseIn(plan: Plan, desired: Share, v1: V1State): string {
  return v1 !== 'serving' && desired === FULL_SHARE ? FINALISE : phaseOf(plan, desired);
}

/** What is known when V1 is about to change its state, or to stay in it. */
export interface FinaliseFacts {
  /** What the stack config asks for now. */
  readonly requested: V1State;
  /** What the last update of the stack wrote; `undefined` before the first that wrote it: V1 was serving. */
  readonly previous: V1State | undefined;
  readonly desired: Share;
  /** The desired share of the last update; `undefined` before the first. */
  readonly previousShare: Share | undefined;
  /** The hold as the cluster has it now. */
  readonly hold: Hold;
  /** Name of the plan in force, and its two days in UTC, for example `2026-12-31`. */
  readonly plan: string;
  readonly deprecatedDay: string | undefined;
  readonly sunsetDay: string | undefined;
  readonly now: Date;
  /** Whether a reviewed override lets V1 be removed before its sunset. */
  readonly sunsetWaived: boolean;
}

/** Commands for messages. */
export interface FinaliseCommands {
  readonly stack: string;
  /** The command that releases a hold on this stack. */
  readonly release: string;
}

/**
 * Decides whether V1 may change its state.
 *
 * Only the way forward has conditions, and only the step itself: once V1 is deprecated, the share may be lowered and
 * a hold put in force as before, because a rollback is never refused as long as there is a V1. Back from deprecated to
 * serving is always allowed. V1 that was removed is deployed again by the same update, and gets traffic by the
 * next one: until that update has ended there is nothing that could take it.
 *
 * @returns why not, with every problem at once; `undefined` when it may.
 */
export function refuseState(facts: FinaliseFacts, commands: FinaliseCommands): string | undefined {
  const { requested } = facts;
  const previous = facts.previous ?? 'serving';
  if (requested === 'removed' || previous === 'removed') {
    const problems = [
      ...(facts.desired === FULL_SHARE ? [] : [withoutV1(facts, commands)]),
      ...(requested === 'removed' && previous !== 'removed' ? removal(facts, commands) : []),
    ];
    return refusal(
      requested === previous || requested !== 'removed'
        ? 'V1 was removed'
        : 'V1 may not be removed',
      problems,
    );
  }
  if (requested === 'deprecated' && previous !== 'deprecated') {
    return refusal('V1 may not be marked deprecated', deprecation(facts, commands));
  }
  return undefined;
}

function refusal(subject: string, problems: readonly Problem[]): string | undefined {
  return problems.length === 0 ? undefined : new InvalidInputError(subject, problems).message;
}

function deprecation(facts: FinaliseFacts, commands: FinaliseCommands): Problem[] {
  const { desired, plan, deprecatedDay, sunsetDay } = facts;
  return [
    ...(desired === FULL_SHARE
      ? []
      : [share(desired, 'be 100 before V1 is marked deprecated', 'move all traffic to V2 first')]),
    ...held(facts, commands),
    ...missingDay(`plans.${plan}.finalise.deprecated`, deprecatedDay),
    ...missingDay(`plans.${plan}.finalise.sunset`, sunsetDay),
  ];
}

function removal(facts: FinaliseFacts, commands: FinaliseCommands): Problem[] {
  const { desired, previousShare, plan, sunsetDay, now, sunsetWaived } = facts;
  const previous = facts.previous ?? 'serving';
  const sunset = `plans.${plan}.finalise.sunset`;
  return [
    ...(previous === 'deprecated'
      ? []
      : [
          {
            field: 'the state of V1',
            got: previous,
            rule: 'be deprecated before it is removed',
            mend: `run: ${setFinalise('deprecate', commands)}, update, and remove V1 by a second update`,
          },
        ]),
    ...(desired === FULL_SHARE && previousShare !== FULL_SHARE
      ? [
          {
            field: 'the share of the last update',
            got: previousShare === undefined ? undefined : String(previousShare),
            rule: 'be 100 before V1 is removed',
            mend: 'update to 100 first, and remove V1 by another update',
          },
        ]
      : []),
    ...held(facts, commands),
    ...missingDay(sunset, sunsetDay),
    ...(sunsetDay === undefined || sunsetWaived || isReached(sunsetDay, now)
      ? []
      : [
          {
            field: sunset,
            got: sunsetDay,
            rule: `have come before V1 is removed, and it is ${now.toISOString().slice(0, 10)}`,
            mend: 'wait for that day',
          },
        ]),
  ];
}

function withoutV1({ desired, requested }: FinaliseFacts, commands: FinaliseCommands): Problem {
  return requested === 'removed'
    ? share(
        desired,
        'be 100 without V1',
        `set it to 100; to lower it, bring V1 back first, at 100: ${setFinalise('deprecate', commands)}`,
      )
    : share(desired, 'be 100 until V1 runs again', 'update at 100 first, then lower it');
}

function held({ hold }: FinaliseFacts, { release }: FinaliseCommands): Problem[] {
  if (!isInForce(hold)) return [];
  const rule = 'be released first';
  return [{ field: 'the hold', got: describeHold(hold), rule, mend: `run: ${release}` }];
}

function missingDay(field: string, value: string | undefined): Problem[] {
  const rule = 'be a day such as 2026-12-31, since clients of V1 are told it';
  return value === undefined ? [{ field, got: undefined, rule, mend: 'add it' }] : [];
}

function share(desired: Share, rule: string, mend: string): Problem {
  return { field: 'cutover:v2TrafficPercentage', got: String(desired), rule, mend };
}

/** A day begins at midnight in UTC. */
const isReached = (day: string, now: Date): boolean => now.getTime() >= Date.parse(day);

const setFinalise = (request: FinaliseRequest, { stack }: FinaliseCommands): string =>
  `pulumi config set cutover:finalise ${request} --stack ${stack}`;
