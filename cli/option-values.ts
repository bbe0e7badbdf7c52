import { InvalidArgumentError } from '@commander-js/extra-typings';

/** @throws InvalidArgumentError for anything but a number of seconds above 0, an hour at most. */
export function seconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value > 0 && value <= 3_600)) {
    throw new InvalidArgumentError('It must be a number of seconds above 0, at most 3600.');
  }
  return value;
}
