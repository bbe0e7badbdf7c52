import type { Change } from './diff';
import { type Json, type JsonObject, isObject, withoutValue } from './json';
import { type KubeObject, kindOf } from './kube-object';
import { isUnknown } from './secrets';

/**
 * A Kubernetes Secret as the server keeps it: `stringData` is only for writing, and ends up in
 * `data` in base64. Other kinds are returned as they are.
 */
export function withDataOnly(object: KubeObject): KubeObject {
  const texts = textsOf(object);
  if (texts === undefined) return object;
  const data: JsonObject = isObject(object['data']) ? { ...object['data'] } : {};
  for (const [key, value] of Object.entries(texts)) {
    data[key] = value === undefined ? undefined : encode(value);
  }
  return { ...withoutValue(object, ['stringData']), data };
}

/** The reverse, for a refresh: the live values of the keys that were declared in `stringData`. */
export function withLiveTexts(
  inputs: KubeObject,
  declared: KubeObject,
  live: KubeObject,
): KubeObject {
  const texts = textsOf(declared);
  const data = live['data'];
  if (texts === undefined || !isObject(data)) return inputs;
  const current: JsonObject = {};
  for (const key of Object.keys(texts)) {
    const value = data[key];
    if (typeof value === 'string') current[key] = Buffer.from(value, 'base64').toString('utf8');
  }
  return { ...inputs, stringData: current };
}

/** Names a changed key of a Secret where the program, or the last run of it, declares it. */
export function asDeclared(change: Change, declared: KubeObject, oldInputs: KubeObject): Change {
  const [root, key] = change.path;
  if (root !== 'data' || kindOf(declared) !== 'Secret') return change;
  const [news, olds] = [textsOf(declared), textsOf(oldInputs)];
  const isText =
    key === undefined
      ? declared['data'] === undefined && oldInputs['data'] === undefined
      : (news !== undefined && key in news) ||
        (change.kind === 'delete' && olds !== undefined && key in olds);
  return isText ? { ...change, path: ['stringData', ...change.path.slice(1)] } : change;
}

function textsOf(object: KubeObject): JsonObject | undefined {
  const texts = object['stringData'];
  return kindOf(object) === 'Secret' && isObject(texts) ? texts : undefined;
}

function encode(value: Json): Json {
  if (typeof value !== 'string' || isUnknown(value)) return value;
  return Buffer.from(value, 'utf8').toString('base64');
}
