/**
 * Hands an interruption on to Pulumi once, and not before the update has begun: earlier it would leave the lock behind,
 * and a second one would make Pulumi skip its cleanup.
 */
export class OneAbort {
  readonly #inner = new AbortController();
  #begun = false;
  readonly #onAbort = (): void => {
    if (this.#begun) this.#inner.abort();
  };

  constructor(private readonly outer: AbortSignal) {
    outer.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  /** The update has begun; may be told again. */
  begun(): void {
    this.#begun = true;
    if (this.outer.aborted && !this.#inner.signal.aborted) this.#inner.abort();
  }

  over(): void {
    this.outer.removeEventListener('abort', this.#onAbort);
  }
}
