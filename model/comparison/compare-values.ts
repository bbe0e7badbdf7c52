import { EACH, fieldName } from './field-pattern';
import type { ComparisonRules, Mismatch } from './reply';
import { shown } from './shown';

/** More of them say nothing new; it bounds what one reply can cost. */
const MOST_MISMATCHES = 20;

/** Longer lists without an order are compared in the order of their JSON: pairs are looked for by all against all. */
const LONGEST_PAIRED = 200;

/** Deeper replies are compared by their JSON as a whole from there on. */
const DEEPEST = 32;

/** The name of a value that stands at the top. */
const TOP = '<top>';

/** @returns in which fields a JSON value of V2 differs from that of V1; 20 at most. */
export function compareValues(v1: unknown, v2: unknown, rules: ComparisonRules): Mismatch[] {
  return new Walk(rules, MOST_MISMATCHES).from(v1, v2);
}

class Walk {
  private readonly ignored: ReadonlySet<string>;
  private readonly unordered: ReadonlySet<string>;
  private readonly found: Mismatch[] = [];

  constructor(
    private readonly rules: ComparisonRules,
    private readonly most: number,
  ) {
    this.ignored = new Set(rules.ignore);
    this.unordered = new Set(rules.unordered);
  }

  from(v1: unknown, v2: unknown, at: readonly string[] = []): Mismatch[] {
    this.compare(v1, v2, at);
    return this.found;
  }

  private compare(v1: unknown, v2: unknown, at: readonly string[]): void {
    const field = fieldName(at);
    if (this.found.length >= this.most || this.ignored.has(field)) return;
    if (at.length >= DEEPEST) {
      if (JSON.stringify(v1) !== JSON.stringify(v2)) this.tell(v1, v2, at);
    } else if (Array.isArray(v1) && Array.isArray(v2)) {
      this.lists(v1, v2, at);
    } else if (isMapping(v1) && isMapping(v2)) {
      this.mappings(v1, v2, at);
    } else if (v1 !== v2 && !this.isTolerated(v1, v2, field)) {
      this.tell(v1, v2, at);
    }
  }

  private mappings(v1: Mapping, v2: Mapping, at: readonly string[]): void {
    for (const name of Object.keys(v1)) {
      this.compare(v1[name], Object.hasOwn(v2, name) ? v2[name] : undefined, [...at, name]);
    }
    if (this.rules.additions === 'allow') return;
    for (const name of Object.keys(v2)) {
      if (!Object.hasOwn(v1, name)) this.compare(undefined, v2[name], [...at, name]);
    }
  }

  private lists(v1: readonly unknown[], v2: readonly unknown[], at: readonly string[]): void {
    const each = [...at, EACH];
    if (this.ignored.has(fieldName(each))) return;
    if (v1.length !== v2.length) {
      this.tell(v1, v2, at);
      return;
    }
    const [one, other] = this.unordered.has(fieldName(at) || EACH)
      ? this.paired(v1, v2, each)
      : [v1, v2];
    one.forEach((value, index) => {
      this.compare(value, other[index], each);
    });
  }

  /** Leaves out all pairs of equals; what is left stays in its order. */
  private paired(
    v1: readonly unknown[],
    v2: readonly unknown[],
    each: readonly string[],
  ): [readonly unknown[], readonly unknown[]] {
    if (v1.length > LONGEST_PAIRED) return [inOrder(v1), inOrder(v2)];
    const rest = [...v2];
    const alone = v1.filter((value) => {
      const twin = rest.findIndex((other) => this.isSame(value, other, each));
      if (twin >= 0) rest.splice(twin, 1);
      return twin < 0;
    });
    return [alone, rest];
  }

  private isSame(v1: unknown, v2: unknown, at: readonly string[]): boolean {
    return new Walk(this.rules, 1).from(v1, v2, at).length === 0;
  }

  private isTolerated(v1: unknown, v2: unknown, field: string): boolean {
    const tolerance = this.rules.tolerances[field];
    return (
      tolerance !== undefined &&
      typeof v1 === 'number' &&
      typeof v2 === 'number' &&
      // Decimal fractions are not exact: 0.3 - 0.2 is a little more than 0.1.
      Math.abs(v1 - v2) <= tolerance * (1 + 1e-9)
    );
  }

  private tell(v1: unknown, v2: unknown, at: readonly string[]): void {
    this.found.push({ field: fieldName(at) || TOP, v1: shown(v1), v2: shown(v2) });
  }
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inOrder(list: readonly unknown[]): unknown[] {
  const byText = list.map((value) => [JSON.stringify(value), value] as const);
  return byText.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, value]) => value);
}
