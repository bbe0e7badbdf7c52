import fs from 'fs';
import type { ScriptSettings } from '../model/gateway/script-settings';
import { parseKeySet, type KeySet } from './key-set';

/** From the gateway's immutable ConfigMap. */
const SETTINGS = '/etc/cutover/gateway.json';

/** Where NGINX has read it once by `js_preload_object`, which only its own engine can. */
declare const cutover_settings: ScriptSettings;

/**
 * What the script is told.
 *
 * @throws when it can be read nowhere: then no request is admitted.
 */
export function readSettings(): ScriptSettings {
  return typeof cutover_settings === 'object'
    ? cutover_settings
    : (JSON.parse(readText(SETTINGS)) as ScriptSettings);
}

/**
 * @param path - names the content: another set has another path.
 * @throws when the file cannot be read or is no set of keys: then no token is accepted.
 */
export function readKeySet(path: string): KeySet {
  return parseKeySet(readText(path));
}

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    // What njs says itself names no file.
    throw new Error(`${path} cannot be read: ${String(error)}`, { cause: error });
  }
}
