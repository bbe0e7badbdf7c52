import { needsNewObject } from './force-new';
import { type Json, type JsonObject, isArray, isObject } from './json';
import type { PropertyPath } from './property-path';
import { sameQuantity } from './quantity';
import { isUnknown } from './secrets';

/** One property that an update would change. */
export interface Change {
  readonly path: PropertyPath;
  readonly kind: 'add' | 'delete' | 'update';
  /** Whether it needs a new object. */
  readonly replace: boolean;
}

/** What the comparison needs to know of the kind. */
export interface DiffRules {
  readonly forceNew: readonly PropertyPath[];
  /** Kubernetes' own kinds: some of their texts are amounts, which the server writes its own way. */
  readonly builtIn: boolean;
}

/** Below these keys of Kubernetes' own kinds, texts are amounts. */
const QUANTITY_PARENTS = new Set(['limits', 'requests', 'capacity', 'hard', 'used', 'min', 'max']);
const QUANTITY_KEYS = new Set(['sizeLimit', 'divisor', 'averageValue', 'value', 'cpu', 'memory']);

/**
 * Compares what is there with what the program now declares.
 *
 * @param old - the live object, pruned to the shape of the inputs that it was last written with.
 * @param declared - the new inputs; values that are not known yet count as changed.
 */
export function diffObjects(old: JsonObject, declared: JsonObject, rules: DiffRules): Change[] {
  const changes: Change[] = [];
  new Comparison(rules, changes).objects([], old, declared);
  return changes;
}

class Comparison {
  constructor(
    private readonly rules: DiffRules,
    private readonly changes: Change[],
  ) {}

  objects(path: PropertyPath, old: JsonObject, declared: JsonObject): void {
    for (const key of new Set([...Object.keys(old), ...Object.keys(declared)])) {
      this.#values([...path, key], old[key], declared[key]);
    }
  }

  #arrays(path: PropertyPath, old: readonly Json[], declared: readonly Json[]): void {
    for (let index = 0; index < Math.max(old.length, declared.length); index += 1) {
      this.#values([...path, index], old[index], declared[index]);
    }
  }

  #values(path: PropertyPath, old: Json | undefined, declared: Json | undefined): void {
    if (declared === undefined) {
      if (old !== undefined) this.#add('delete', path, undefined);
    } else if (old === undefined) {
      this.#add('add', path, declared);
    } else if (isObject(old) && isObject(declared)) {
      this.objects(path, old, declared);
    } else if (isArray(old) && isArray(declared)) {
      this.#arrays(path, old, declared);
    } else if (isUnknown(declared) || !this.#same(path, old, declared)) {
      this.#add('update', path, declared);
    }
  }

  #same(path: PropertyPath, old: Json, declared: Json): boolean {
    if (old === declared) return true;
    if (!this.rules.builtIn || !isAmount(path)) return false;
    return isScalar(old) && isScalar(declared) && sameQuantity(String(old), String(declared));
  }

  #add(kind: Change['kind'], path: PropertyPath, value: Json | undefined): void {
    // Without its metadata an object has no identity.
    const identity = kind === 'delete' && path.length === 1 && path[0] === 'metadata';
    const replace = identity || needsNewObject(path, value, this.rules.forceNew);
    this.changes.push({ path, kind, replace });
  }
}

function isScalar(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isAmount(path: PropertyPath): boolean {
  const names = path.filter((step) => typeof step === 'string');
  // Annotations, labels and the data of a ConfigMap are free text, whatever their keys.
  if (names[0] !== 'spec') return false;
  return QUANTITY_KEYS.has(names.at(-1) ?? '') || QUANTITY_PARENTS.has(names.at(-2) ?? '');
}
