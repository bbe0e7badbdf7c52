import fs from 'fs';
import type { ScriptSettings } from '../model/gateway/script-settings';
import { KeySet } from './key-set';
import { paceOf, type Pace } from './rate-limit';

/** From the gateway's immutable ConfigMap: one NGINX never sees it change. */
const SETTINGS = '/etc/cutover/gateway.json';

/** The settings, with what is derived from them. */
export interface Settings extends ScriptSettings {
  readonly pace: Pace | undefined;
}

let settings: Settings | undefined;

/**
 * What the script is told. Read once for each JS context: NGINX can preload a file for its own engine only.
 *
 * @throws when the file cannot be read: then no request is admitted.
 */
export function readSettings(): Settings {
  if (settings !== undefined) return settings;
  const read = JSON.parse(readText(SETTINGS)) as ScriptSettings;
  settings = { ...read, pace: read.rateLimit && paceOf(read.rateLimit) };
  return settings;
}

let keySet: { readonly path: string; readonly keys: KeySet } | undefined;

/**
 * @param path - names the content: another set has another path.
 * @throws when the file cannot be read or is no set of keys: then no token is accepted.
 */
export function readKeySet(path: string): KeySet {
  if (keySet?.path !== path) {
    keySet = { path, keys: KeySet.parse(readText(path)) };
  }
  return keySet.keys;
}

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    // What njs says itself names no file.
    throw new Error(`${path} cannot be read: ${String(error)}`, { cause: error });
  }
}
