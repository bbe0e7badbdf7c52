import { z } from 'zod';
import { oneLine } from './fields';

/** Weekdays as {@link Intl.DateTimeFormat} calls them in English, in lower case. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Pulumi takes a day or a time without quotes in a stack file for a time of its own. */
function asWritten(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value
    .replace(/ 00:00:00 \+0000 UTC$/, '')
    .replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}):00 \+0000 UTC$/, '$1T$2');
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/;
const MOMENT_RULE = 'be a day such as 2026-12-20, or with a time such as 2026-12-20T18:00';

/** A day, or a minute of it, in the zone of the freeze. */
const moment = z.preprocess(
  asWritten,
  z
    .string()
    .regex(MOMENT, { error: MOMENT_RULE, abort: true })
    .refine((text) => isDay(text.slice(0, 10)), { error: 'be a day that there is' }),
);

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const timezone = z
  .string()
  .max(64)
  .default('UTC')
  .refine(isTimezone, { error: 'be a time zone such as UTC or Europe/Paris' })
  .describe('Time zone in which it is meant.');

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A time in which the share does not rise: a period, or days of every week. Lowering it is never frozen. */
const freeze = z
  .strictObject({
    from: moment.optional().describe('First day of it, or first minute.'),
    until: moment.optional().describe('Last day of it, or the minute at which it ends.'),
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1, { error: 'name at least one day' })
      .max(7)
      .optional()
      .describe('Days of every week, in place of `from` and `until`.'),
    timezone,
    reason: oneLine(200).describe('Why, for whoever meets it.'),
  })
  .superRefine(({ from, until, days }, context) => {
    const tell = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (days !== undefined) {
      if (from !== undefined) tell(['from'], "be left out with 'days'");
      if (until !== undefined) tell(['until'], "be left out with 'days'");
      if (new Set(days).size < days.length) tell(['days'], 'name each day once');
    } else if (from === undefined || until === undefined) {
      const field = from === undefined ? 'from' : 'until';
      tell([field], "be given, with 'from' and 'until' or with 'days'");
    } else if (until < from || (until === from && until.includes('T'))) {
      tell(['until'], "be later than 'from'");
    }
  });

export const freezes = z.array(freeze).max(100).default([]);

export type Freeze = z.infer<typeof freeze>;
