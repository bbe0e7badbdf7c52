/** The flags of requirement 004. */
export interface MappingFlags {
  /** Whether V2 knows its own dialect at all. */
  readonly v2: boolean;
  /** Whether a mapping that names no dialect is one of V2. */
  readonly v2Default: boolean;
  /** Whether V2 takes mappings of V1. */
  readonly v1Fallback: boolean;
  readonly containers: boolean;
  readonly jsonpath: boolean;
  readonly arrayOps: boolean;
  readonly newOps: boolean;
}
