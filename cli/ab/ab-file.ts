import { readFileSync, writeFileSync } from 'node:fs';
import { abDataSchema, type AbData } from '../../model/ab/ab-data';
import { CommandFailure, EXIT } from '../failure';
import { toJson } from '../output';

/** @throws CommandFailure (fail) when it cannot be written. */
export function saveAb(path: string, data: AbData): void {
  try {
    writeFileSync(path, `${toJson(data)}\n`);
  } catch (cause) {
    const { message } = cause as Error;
    throw new CommandFailure(EXIT.fail, `${path} cannot be written: ${message}`, {}, { cause });
  }
}

/** @throws CommandFailure (usage) when it is not there, or is none that {@link saveAb} wrote. */
export function loadAb(path: string): AbData {
  const usage = (why: string, cause?: unknown): CommandFailure =>
    new CommandFailure(EXIT.usage, `${path} ${why}`, {}, { cause });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw usage('cannot be read as JSON; correct --replay', cause);
  }
  const parsed = abDataSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path: at }) => at.join('.') || 'all of it');
  throw usage(
    `is no file of cutover ab --save (${[...new Set(fields)].join(', ')}); save it again`,
  );
}
