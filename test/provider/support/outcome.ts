import type { EngineEvent, OutputMap } from '@pulumi/pulumi/automation';

/** What one run of the CLI did. */
export interface Outcome {
  /** Whether the CLI ended with exit code 0. */
  readonly ok: boolean;
  /** Everything that the CLI printed, and its error where it failed. */
  readonly text: string;
  readonly outputs: OutputMap;
  /** Operations by resource name: `create`, `update`, `create-replacement`, `same`, … in order. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** The properties that a resource's preview or update names as changed. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

/** Gathers an `Outcome` while the CLI runs. */
export class Recorder {
  readonly #operations: Record<string, string[]> = {};
  readonly #changed: Record<string, string[]> = {};
  readonly #seen = new Set<number>();
  #text = '';

  readonly onOutput = (text: string): void => {
    this.#text += text;
  };

  readonly onEvent = (event: EngineEvent): void => {
    // A log that is read while it is written may be read twice in places.
    if (this.#seen.has(event.sequence)) return;
    this.#seen.add(event.sequence);
    const metadata = event.resourcePreEvent?.metadata;
    if (metadata === undefined || metadata.type.startsWith('pulumi:')) return;
    const name = metadata.urn.split('::').slice(3).join('::');
    (this.#operations[name] ??= []).push(metadata.op);
    this.#changed[name] = Object.keys(metadata.detailedDiff ?? {}).sort();
  };

  outcome(ok: boolean, outputs: OutputMap = {}, error = ''): Outcome {
    return {
      ok,
      outputs,
      text: `${this.#text}\n${error}`,
      operations: this.#operations,
      changed: this.#changed,
    };
  }
}
