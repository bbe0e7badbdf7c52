import { NO_FAULTS, type Faults } from './faults';

/** What one request is to suffer. */
export type Injury = 'none' | 'error' | 'hang' | 'crash';

/** The faults in force, and their even spread over the requests. */
export class FaultState {
  #faults: Faults = NO_FAULTS;
  #errors = 0;
  #hangs = 0;

  /** @param onChange - told of every change, after it is in force. */
  constructor(private readonly onChange: (faults: Faults) => void = () => undefined) {}

  get faults(): Faults {
    return this.#faults;
  }

  /** Puts these faults in force in place of all earlier ones. */
  set(faults: Faults): void {
    this.#faults = faults;
    this.#errors = 0;
    this.#hangs = 0;
    this.onChange(faults);
  }

  /**
   * Rates are carried over from request to request rather than drawn: a rate of 0.25 injures exactly
   * every fourth, so that a test of a threshold does not hang on luck.
   */
  next(): Injury {
    const { crash, hangRate, errorRate } = this.#faults;
    if (crash === 'onNextRequest') return 'crash';
    this.#hangs += hangRate;
    if (this.#hangs >= FULL) {
      this.#hangs -= 1;
      return 'hang';
    }
    this.#errors += errorRate;
    if (this.#errors >= FULL) {
      this.#errors -= 1;
      return 'error';
    }
    return 'none';
  }
}

/** Just under 1: ten times 0.1 sums to 0.9999999999999999. */
const FULL = 1 - 1e-9;
