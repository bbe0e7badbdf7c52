/** Random numbers that are the same at every run: mulberry32, by Tommy Ettinger. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** @returns a number from 0 to below 1. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** By Box and Muller. */
  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  normals(length: number, mean: number, deviation: number): number[] {
    return Array.from({ length }, () => this.normal(mean, deviation));
  }

  /** @returns how many of `total` happen; by the gaps between them, so that rare events cost little. */
  binomial(total: number, probability: number): number {
    if (probability <= 0) return 0;
    const scale = Math.log1p(-probability);
    let count = 0;
    for (let at = 0; ; count += 1) {
      at += Math.floor(Math.log(1 - this.uniform()) / scale) + 1;
      if (at > total) return count;
    }
  }
}
