/** Why a mounted file is not used, or is used for want of a better one. */
export type MountedProblem =
  | { readonly kind: 'missing' | 'invalid'; readonly why: string }
  /** Outside of its time, and used all the same because there is none within its time. */
  | { readonly kind: 'expired'; readonly why: string };

/** What NGINX is to be given of a mounted file. */
export interface Mounted<T> {
  /** The newest that is good enough; `undefined` while there is none. */
  readonly usable: T | undefined;
  readonly problem: MountedProblem | undefined;
}

/** Nothing has been read yet. */
export const NOTHING_MOUNTED: Mounted<never> = { usable: undefined, problem: undefined };
