import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import type { JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb';
import { type Json, type JsonObject, isArray, isObject } from './json';

/** The JSON of a message field; a missing field reads as an empty object. */
export function fromStruct(struct: Struct | undefined): JsonObject {
  if (struct === undefined) return {};
  const value = struct.toJavaScript() as Json;
  return isObject(value) ? value : {};
}

/** The message field of a JSON object; keys that hold undefined are left out. */
export function toStruct(value: JsonObject): Struct {
  return Struct.fromJavaScript(defined(value) as Record<string, JavaScriptValue>);
}

/** `Struct.fromJavaScript` throws on undefined, which a spread of optional values brings in. */
function defined(value: Json): Json {
  if (isArray(value)) return value.map(defined);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) kept[key] = defined(child);
  }
  return kept;
}
