import fs from 'fs';
import type { ScriptSettings } from '../model/gateway/script-settings';
import { parseKeySet, type KeySet } from './key-set';
import { paceOf, type Pace } from './rate-limit';

/** From the gateway's immutable ConfigMap. */
const SETTINGS = '/etc/cutover/gateway.json';

/** Where NGINX has read it once by `js_preload_object`, which only its own engine can. */
declare const cutover_settings: ScriptSettings;

/** The settings, with what is derived from them. */
export interface Settings extends ScriptSettings {
  readonly pace: Pace | undefined;
}

/**
 * What the script is told.
 *
 * @throws when it can be read nowhere: then no request is admitted.
 */
export function readSettings(): Settings {
  const { service, rateLimit, jwt } =
    typeof cutover_settings === 'object'
      ? cutover_settings
      : (JSON.parse(readText(SETTINGS)) as ScriptSettings);
  return {
    service,
    ...(rateLimit && { rateLimit }),
    ...(jwt && { jwt }),
    pace: rateLimit && paceOf(rateLimit),
  };
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
