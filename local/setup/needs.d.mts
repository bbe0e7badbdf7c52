/** What is known of this machine before anything starts. */
export interface Facts {
  /** Whether somebody else's cluster is used: then hardly anything is needed here. */
  readonly context: boolean;
  readonly node: string;
  readonly platform: string;
  /** The user's id; 0 is root. */
  readonly user: number;
  readonly hasAptGet: boolean;
  readonly go: { readonly version: string; readonly switches: boolean } | undefined;
  /** The version that the go.mod files ask for. */
  readonly oldestGo: string;
  readonly freeBytes: number;
  /** Whether an earlier set-up has built the large things already. */
  readonly isBuilt: boolean;
  readonly home: string;
}

export function unmetNeeds(facts: Facts): string[];

export function readFacts(where: {
  home: string;
  toolchain: string;
  environment: Record<string, string | undefined>;
  context: boolean;
}): Facts;
