import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { InvalidInputError } from '../model/problem';
import type { Service } from '../model/service/service';
import { readServiceFile, type Overrides } from '../model/service/service-file';
import { CommandFailure, EXIT } from './failure';
import { didYouMean, projectFolder, readStack } from './stack-file';

/** A service file, and what is laid over it. */
export interface ServiceSource {
  /** As it is told in messages: from the folder in which the command runs. */
  readonly file: string;
  readonly path: string;
  readonly overrides: Overrides | undefined;
}

export interface SourceOptions {
  readonly file?: string | undefined;
  readonly service?: string | undefined;
  readonly stack?: string | undefined;
}

/**
 * Finds the service file of a command: the named one, else that of the service, else that of the stack. A stack lays
 * its overrides over each of them.
 *
 * @throws CommandFailure (usage) when none is named, or none by that name is there.
 */
export function findServiceSource(options: SourceOptions, from: string): ServiceSource {
  const stack = options.stack === undefined ? undefined : readStack(options.stack, from);
  const overrides =
    stack?.overrides === undefined
      ? undefined
      : { source: 'cutover:overrides', values: stack.overrides };
  if (options.file !== undefined) {
    return { file: options.file, path: resolve(from, options.file), overrides };
  }
  const service = options.service ?? stack?.service;
  if (service === undefined) {
    const mend = 'give FILE, --stack NAME or --service NAME';
    throw new CommandFailure(EXIT.usage, `no service file named: ${mend}`);
  }
  const folder = join(stack?.folder ?? projectFolder(from), 'services');
  const path = join(folder, `${service}.yaml`);
  if (!/^[a-z0-9-]+$/.test(service) || !existsSync(path)) throw unknownService(service, folder);
  return { file: relative(from, path), path, overrides };
}

/**
 * @throws InvalidInputError with everything that is wrong with it.
 * @throws CommandFailure (fail) when it cannot be read.
 */
export function readSource({ file, path, overrides }: ServiceSource): Service {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read: ${message}`;
    throw new CommandFailure(EXIT.fail, `${file}: ${why}`, {}, { cause });
  }
  return readServiceFile(file, text, overrides);
}

/** @returns the service, its problems turned into the failure of a command. */
export function requireService(source: ServiceSource): Service {
  try {
    return readSource(source);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new CommandFailure(EXIT.fail, error.message, {}, { cause: error });
  }
}

function unknownService(service: string, folder: string): CommandFailure {
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => basename(name, '.yaml'))
    : [];
  const list = known.length === 0 ? 'there are no service files' : `known: ${known.join(', ')}`;
  const message = `no service '${service}' in ${folder} (${list})${didYouMean(service, known)}`;
  return new CommandFailure(EXIT.usage, message);
}
