/** Stands where a value is not known before an update has been made. Counts as present. */
export const UNKNOWN = Symbol('not known yet');

/** A resource as the program registers it. */
export interface Resource {
  readonly urn: string;
  /** The Pulumi type, for example `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  /** Its inputs, or its outputs where `validateStack` has them; {@link UNKNOWN} for what a preview cannot know. */
  readonly props: unknown;
}

/** The engine wraps properties so that reading an unknown one throws: a rule would be skipped for one field. */
export function known(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const read = (key: string | number): unknown => {
    try {
      return known((value as Record<string | number, unknown>)[key]);
    } catch (error) {
      if (error instanceof Error && 'unknownTypeSentinel' in error) return UNKNOWN;
      throw error;
    }
  };
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => read(index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}

/** @returns what stands at a path; {@link UNKNOWN} below what is unknown, `undefined` where nothing is. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (found === UNKNOWN) return UNKNOWN;
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found ?? undefined;
}

/** @returns the text at a path; `undefined` where there is none, or where it is not known yet. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** @returns the list at a path; an empty one where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** @returns the mapping at a path; an empty one where there is none. */
export function entriesAt(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly (readonly [string, unknown])[] {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null ? Object.entries(found) : [];
}

/** @returns the value for reading in a message. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return value === UNKNOWN ? 'not known yet' : JSON.stringify(value);
}
