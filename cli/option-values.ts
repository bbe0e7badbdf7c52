import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseShare, SHARE_RULE, type Share } from '../model/share';
import { CommandFailure, EXIT } from './failure';

/** Seconds that `--timeout` is by default; half of the minute that requirement 000 gives a trigger. */
export const DEFAULT_TIMEOUT_S = 30;

/** @throws InvalidArgumentError for anything but a number of seconds above 0, an hour at most. */
export function seconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value > 0 && value <= 3_600)) {
    throw new InvalidArgumentError('It must be a number of seconds above 0, at most 3600.');
  }
  return value;
}

/** Not a required option of the parser: that would hide a misspelt `--raeson` behind its own message. */
export function given(reason: string | undefined): string {
  if (reason !== undefined) return reason;
  throw new CommandFailure(
    EXIT.usage,
    `no reason given: add --reason "…", for whoever meets the hold`,
  );
}

/** @throws InvalidArgumentError for anything but a share. */
export function share(text: string): Share {
  const parsed = parseShare(text);
  if (parsed === undefined) throw new InvalidArgumentError(`It must ${SHARE_RULE}.`);
  return parsed;
}

/** Goes into one line of messages, and into a ConfigMap. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InvalidArgumentError('It must not be empty.');
  if (trimmed.length > 500) throw new InvalidArgumentError('It must be at most 500 characters.');
  if (/\p{Cc}/u.test(trimmed)) throw new InvalidArgumentError('It must be one line of text.');
  return trimmed;
}
