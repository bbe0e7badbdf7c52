/** What a version answered, as far as it is compared. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How the replies of a route are compared. */
export interface ComparisonRules {
  /** Patterns of fields that may differ in any way, be missing or be there. */
  readonly ignore: readonly string[];
  /** Largest difference of a number, by the pattern of its field. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Patterns of lists whose order means nothing; `[*]` alone is the whole reply. */
  readonly unordered: readonly string[];
  /** Headers that must be equal, in lower case. */
  readonly headers: readonly string[];
  /** Whether a field that only V2 has counts as a difference. */
  readonly additions: 'allow' | 'refuse';
}

/**
 * One difference. It names the field and the kinds of what stood there, never a value: a reply may be about a person.
 */
export interface Mismatch {
  /** Pattern of a field of the JSON body; `status`, `header NAME`, `body` or `reply` in angle brackets for the rest. */
  readonly field: string;
  /** For example `text of 12 characters`, `number`, `list of 3`, `nothing`. */
  readonly v1: string;
  readonly v2: string;
}
