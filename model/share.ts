import type { Problem } from './problem';

/** V2's part of the traffic in whole percent, 0 to 100. Only {@link parseShare} makes one. */
export type Share = number & { readonly __brand: 'Share' };

/** No traffic on V2. */
export const NO_SHARE = 0 as Share;
/** All traffic on V2; as a hold: no limit. */
export const FULL_SHARE = 100 as Share;

export const SHARE_RULE = 'be a whole number from 0 to 100, written in digits alone';

/**
 * Reads a share exactly as written: no sign, no fraction, no exponent, no white space, no percent sign.
 * Strictness is the point: `1e2`, ` 10` or `12.5` in a reviewed file is a slip of the hand, not a number.
 *
 * @returns the share, or `undefined` when the text is not one.
 */
export function parseShare(text: string): Share | undefined {
  if (!/^(0|[1-9][0-9]?|100)$/.test(text)) return undefined;
  return Number(text) as Share;
}

/**
 * @param field - the name under which the owner of the value knows it.
 * @param mend - the command or edit that sets it right.
 */
export function shareProblem(field: string, got: string | undefined, mend: string): Problem {
  return { field, got: got === undefined ? got : JSON.stringify(got), rule: SHARE_RULE, mend };
}

/** @returns min(desired, hold): what the gateways are to serve. */
export function effectiveShare(desired: Share, hold: Share): Share {
  return desired < hold ? desired : hold;
}
