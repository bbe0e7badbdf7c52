interface InterruptionOptions {
  /** Whether this process has a terminal: that tells Ctrl-C to every process in it, Pulumi among them. */
  readonly terminal: boolean;
  /** Ends this process; nothing of it is under way any more. */
  readonly end: () => void;
}

/** What becomes of Ctrl-C and of SIGTERM. */
export class Interruption {
  readonly #controller = new AbortController();
  #busy = 0;

  constructor(private readonly options: InterruptionOptions) {}

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the process, or asks the update under way to end in order: once, for a second one skips Pulumi's cleanup. */
  interrupt(by: 'SIGINT' | 'SIGTERM'): void {
    const told = by === 'SIGINT' && this.options.terminal && this.#busy > 0;
    if (!told) this.#controller.abort();
    if (this.#busy === 0) this.options.end();
  }

  /** Waits for the end of the work, whatever interrupts. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }
}
