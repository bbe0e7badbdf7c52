/**
 * Takes one broken rule.
 *
 * @param path - the field to mend.
 * @param rule - the end of the sentence "… must …".
 * @param mend - what to do about it; `correct it` (or `add it`) where it is not given.
 */
export type Tell = (path: readonly PropertyKey[], rule: string, mend?: string) => void;
