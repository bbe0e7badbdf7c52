import { seconds } from './service/fields';
import type { Plan } from './service/plan';

/** A share that a plan names. */
export interface PlannedShare {
  readonly share: number;
  /**
   * Least time at this share, in seconds. A share that ends one phase and begins the next soaks for both: the
   * config has one number, so that a stack is in both phases at once.
   */
  readonly soakSeconds: number;
}

/** @returns the shares of a plan in rising order, each once. */
export function plannedShares(plan: Plan): readonly PlannedShare[] {
  const soaks = new Map<number, number>();
  for (const { share, soak } of plan.phases.flatMap(({ steps }) => steps)) {
    soaks.set(share, (soaks.get(share) ?? 0) + seconds(soak));
  }
  return [...soaks].map(([share, soakSeconds]) => ({ share, soakSeconds }));
}

/** @returns the shares of the plan that a rise would pass over, in rising order. */
export function skippedShares(plan: Plan, from: number, to: number): readonly number[] {
  return plannedShares(plan)
    .map(({ share }) => share)
    .filter((share) => share > from && share < to);
}

/**
 * The phases that a rise would pass over, in the plan's order.
 *
 * A share that two phases have in common counts as the later one where it is left and as the earlier one where it is
 * reached: nothing of a phase needs to be done twice.
 */
export function skippedPhases(plan: Plan, from: number, to: number): readonly string[] {
  const left = plan.phases.findLastIndex(({ steps }) => steps.some(({ share }) => share <= from));
  const reached = plan.phases.findIndex(({ steps }) => steps.some(({ share }) => share >= to));
  const end = reached === -1 ? plan.phases.length : reached;
  return plan.phases.slice(left + 1, Math.max(left + 1, end)).map(({ name }) => name);
}

/** @returns the highest share of a plan. */
export function highestShare(plan: Plan): number {
  return Math.max(...plannedShares(plan).map(({ share }) => share));
}

/** @returns whether the plan itself goes from one share to the other, in one step. */
export function isPlannedStep(plan: Plan, from: number, to: number): boolean {
  const shares = plannedShares(plan).map(({ share }) => share);
  return shares.includes(from) && nextShare(plan, from) === to;
}

/** @returns the share that comes after this one; `undefined` at the end of the plan. */
export function nextShare(plan: Plan, from: number): number | undefined {
  return plannedShares(plan).find(({ share }) => share > from)?.share;
}

/**
 * @returns the least time in seconds at a share before the next one. A share between two of the plan soaks as long as
 * the lower of them; below the first one nothing has been asked for yet.
 */
export function soakSecondsAt(plan: Plan, at: number): number {
  return plannedShares(plan).findLast(({ share }) => share <= at)?.soakSeconds ?? 0;
}
