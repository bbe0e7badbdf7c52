import { type Json, type JsonObject, isArray, isObject } from './json';

/** Marks an object of the wire format as something else than a plain object (sdk/go resource/sig). */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
/** The signature's value for a secret. */
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
/** The signature's value for an output that carries its dependencies; only its `value` matters here. */
const OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4';

/** What stands for a value that is not known before the update has run (bool, number, string, …). */
const UNKNOWNS = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
]);

/** The text that the engine takes as "known after the update" in a reply. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Wraps a value so that the engine encrypts it in the state and hides it in the output. */
export function secret(value: Json): JsonObject {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Json | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

export function isUnknown(value: Json | undefined): boolean {
  return typeof value === 'string' && UNKNOWNS.has(value);
}

/** @returns whether a value that is not known yet stands anywhere in `value`. */
export function hasUnknown(value: Json | undefined): boolean {
  if (isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

function hasSecret(value: Json | undefined): boolean {
  if (isSecret(value)) return true;
  if (isArray(value)) return value.some(hasSecret);
  return isObject(value) && Object.values(value).some(hasSecret);
}

/** The plain value: secrets and outputs unwrapped at every depth, nulls in objects left out. */
export function reveal(value: Json): Json {
  if (isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  const signature = value[SIGNATURE];
  if (signature === SECRET) return reveal(value['value'] ?? null);
  if (signature === OUTPUT) return 'value' in value ? reveal(value['value'] ?? null) : UNKNOWN;
  const plain: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined && child !== null) plain[key] = reveal(child);
  }
  return plain;
}

/** `reveal` for an object, which stays one. */
export function revealObject(value: JsonObject): JsonObject {
  const plain = reveal(value);
  return isObject(plain) ? plain : {};
}

/**
 * Carries secretness from what the user declared over to a value of the same shape. Objects are
 * followed key by key; an array with any secret in it becomes secret as a whole, because its order
 * may change. `data` and `stringData` of a Kubernetes Secret are always secret.
 */
export function copySecrets(target: JsonObject, declared: JsonObject): JsonObject {
  const marked: JsonObject = { ...target };
  if (target['kind'] === 'Secret') {
    for (const key of ['data', 'stringData']) {
      const value = target[key];
      if (value !== undefined && !isSecret(value)) marked[key] = secret(value);
    }
    return marked;
  }
  for (const [key, source] of Object.entries(declared)) {
    const value = target[key];
    if (value === undefined || isSecret(value)) continue;
    if (isObject(value) && isObject(source) && !isSecret(source)) {
      marked[key] = copySecrets(value, source);
    } else if (hasSecret(source)) {
      marked[key] = secret(value);
    }
  }
  return marked;
}
