import type { Mismatch } from '../model/comparison/reply';

/** A difference to look at: fields and kinds of values, none of the values. */
export interface Example {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly route: string;
  readonly method: string;
  readonly mismatches: readonly Mismatch[];
}

const MOST_EXAMPLES = 50;

/** The newest differences. */
export class Examples {
  private readonly kept: Example[] = [];

  add(example: Example): void {
    this.kept.push(example);
    if (this.kept.length > MOST_EXAMPLES) this.kept.shift();
  }

  /** @returns the newest first. */
  list(): readonly Example[] {
    return [...this.kept].reverse();
  }
}
