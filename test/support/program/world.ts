/** One resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the cluster and the stack's past look like to a run of the program. */
export interface World {
  /** Config of the stack by full key. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /** @defaultValue `local` */
  readonly stack?: string;
  /** Data of the live hold; without it, no hold is in force. */
  readonly hold?: Readonly<Record<string, string>>;
  /** Data of the live verdict; without it, nothing has been judged. */
  readonly verdict?: Readonly<Record<string, string>>;
  /** Desired share of the last update that ended well. */
  readonly previous?: number;
  /** Since when that share had been desired, as the last update wrote it. */
  readonly previousSince?: string;
  /** The state of V1 that the last update wrote. */
  readonly previousV1?: string;
  /** Ready pods of V2. @defaultValue 1 */
  readonly readyV2?: number;
}

/** One message to whoever runs the program. */
export interface Logged {
  readonly severity: 'info' | 'warning';
  readonly message: string;
}

/** What came of a run: its resources and outputs, or the message with which it refused. */
export interface Outcome {
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly logs: readonly Logged[];
  readonly refusal?: string;
}
