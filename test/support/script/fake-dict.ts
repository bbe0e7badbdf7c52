import type { NumberDict } from '../../../gateway/njs';

/** A dictionary of njs by the letter of its source: expired keys lie there until something is added. */
export class FakeDict implements NumberDict {
  private readonly entries = new Map<string, { value: number; ends: number }>();
  /** Called before every operation: what another worker does in between. */
  between: () => void = () => undefined;
  /** Keys that find a place; another one throws, as without `evict`. */
  capacity = Infinity;

  /** @param clock - milliseconds, of the caller's own. */
  constructor(private readonly clock: () => number) {}

  get size(): number {
    this.expire();
    return this.entries.size;
  }

  get(key: string): number | undefined {
    this.between();
    const entry = this.entries.get(key);
    return entry !== undefined && this.clock() < entry.ends ? entry.value : undefined;
  }

  add(key: string, value: number, timeout = Infinity): boolean {
    this.between();
    const entry = this.entries.get(key);
    if (entry !== undefined && this.clock() < entry.ends) return false;
    this.put(key, value, timeout);
    return true;
  }

  incr(key: string, delta: number, init = 0, timeout = Infinity): number {
    this.between();
    const value = (this.entries.get(key)?.value ?? init) + delta;
    this.put(key, value, timeout);
    return value;
  }

  pop(key: string): number | undefined {
    this.between();
    const value = this.entries.get(key)?.value;
    this.entries.delete(key);
    return value;
  }

  items(most: number): [string, number][] {
    this.between();
    this.expire();
    return [...this.entries].slice(0, most).map(([key, { value }]) => [key, value]);
  }

  private put(key: string, value: number, timeout: number): void {
    if (!this.entries.has(key)) {
      this.expire();
      if (this.entries.size >= this.capacity) throw new Error('SharedMemoryError');
    }
    this.entries.set(key, { value, ends: this.clock() + timeout });
  }

  private expire(): void {
    for (const [key, { ends }] of this.entries) {
      if (ends <= this.clock()) this.entries.delete(key);
    }
  }
}
