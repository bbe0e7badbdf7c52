import { CancelledError } from '../api-error';

/** Lets one waiter sleep until something has changed. */
export class Changes {
  #changed = false;
  #wake: (() => void) | undefined;

  notify(): void {
    this.#changed = true;
    this.#wake?.();
  }

  /**
   * Returns after the next `notify` (at once if there was one since the last return), or after `ms`.
   *
   * @throws CancelledError after `signal`.
   */
  async next(ms: number, signal: AbortSignal): Promise<void> {
    refuseCancelled(signal);
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
    this.#wake = undefined;
    this.#changed = false;
    refuseCancelled(signal);
  }
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}
