/** What a stack's config may ask for V1: nothing, its deprecation, or, a step later, its removal. */
export const FINALISE_REQUESTS = ['', 'deprecate', 'remove'] as const;

export type FinaliseRequest = (typeof FINALISE_REQUESTS)[number];
