import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINALISE_REQUESTS } from '../model/finalise-request';
import { InvalidInputError } from '../model/problem';
import type { Service } from '../model/service/service';
import { readServiceFile } from '../model/service/service-file';
import { parseShare } from '../model/share';
import { SHARE_KEY } from '../model/share-config';
import type { Change } from './change';
import { plainConfigOf } from './plain-config';

/** What the pack is started with. */
export interface Start {
  /** Name of the stack, without its project. */
  readonly stack: string;
  /** Config of the stack by full key, as the program gets it. */
  readonly config: Readonly<Record<string, string>>;
  /** The project's folder, with its stack files and `services/`. */
  readonly root: string;
  readonly now: Date;
}

/** @returns what is known of the change before the outputs of the last update have been read. */
export function readChange({ stack, config, root, now }: Start): Omit<Change, 'last'> {
  const stackFile = join(root, `Pulumi.${stack}.yaml`);
  return {
    stack,
    now,
    desired: parseShare(config[SHARE_KEY] ?? ''),
    finalise: FINALISE_REQUESTS.find((request) => request === config['cutover:finalise']) ?? '',
    service: readService(root, config),
    plainConfig: plainConfigOf(
      config,
      existsSync(stackFile) ? readFileSync(stackFile, 'utf8') : '',
    ),
  };
}

/** What cannot be read here the program refuses itself, with every problem and its place. */
function readService(root: string, config: Start['config']): Service | undefined {
  const name = config['cutover:service'] ?? '';
  const file = join('services', `${name}.yaml`);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(root, file))) return undefined;
  try {
    return readServiceFile(file, readFileSync(join(root, file), 'utf8'), {
      source: 'cutover:overrides',
      values: JSON.parse(config['cutover:overrides'] ?? '{}'),
    });
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
