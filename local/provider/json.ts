/** A value as it stands in JSON: what the engine and the API server exchange with the provider. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. A key that is missing reads as `undefined`. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Tells an object from an array, a scalar and a missing value. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/** Tells an array from all else; unlike `Array.isArray` it knows readonly arrays. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value below `path`, or undefined where any step is missing. */
export function at(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Json | undefined {
  let current = value;
  for (const step of path) {
    if (typeof step === 'number') current = isArray(current) ? current[step] : undefined;
    else current = isObject(current) ? current[step] : undefined;
  }
  return current;
}

/** The text below `path`, or '' where there is none. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number below `path`, or undefined where there is none. */
export function numberAt(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The objects of the list below `path`; empty where there is none. */
export function objectsAt(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): readonly JsonObject[] {
  const found = at(value, ...path);
  return isArray(found) ? found.filter(isObject) : [];
}

/** A copy with `value` at `path`; objects on the way are made where they are missing. */
export function withValue(
  object: JsonObject,
  path: readonly string[],
  value: Json | undefined,
): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined) return object;
  const child = object[head];
  const next = rest.length === 0 ? value : withValue(isObject(child) ? child : {}, rest, value);
  return { ...object, [head]: next };
}

/** A copy without what stands at `path`. */
export function withoutValue(object: JsonObject, path: readonly string[]): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined || !(head in object)) return object;
  if (rest.length === 0) {
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== head));
  }
  const child = object[head];
  return isObject(child) ? { ...object, [head]: withoutValue(child, rest) } : object;
}

/** Deep equality; a key that holds undefined counts as missing. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isArray(a) && isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameJson(a[key], b[key]));
  }
  return false;
}

/** A deep copy in which every object key went through `rename`. */
export function renameKeys(value: Json, rename: (key: string) => string): Json {
  if (isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (!isObject(value)) return value;
  const renamed: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) renamed[rename(key)] = renameKeys(child, rename);
  }
  return renamed;
}
