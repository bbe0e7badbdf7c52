import { CommandFailure, EXIT } from '../failure';

/** The day of a report, in UTC. */
export interface ReportDay {
  /** For example `2026-11-28`. */
  readonly date: string;
  readonly from: Date;
  /** The end of the day, or now where it is not over. */
  readonly until: Date;
  /** Whether it is under way: only then what is read live belongs to it. */
  readonly isToday: boolean;
}

const DAY_MS = 86_400_000;

/**
 * @param date - undefined: today.
 * @throws CommandFailure (usage) for a day that has not begun.
 */
export function reportDay(date: string | undefined, now: Date): ReportDay {
  const today = now.toISOString().slice(0, 10);
  const day = date ?? today;
  if (day > today) {
    throw new CommandFailure(EXIT.usage, `${day} has not begun: today is ${today} (UTC)`);
  }
  const from = new Date(`${day}T00:00:00Z`);
  const isToday = day === today;
  return { date: day, from, until: isToday ? now : new Date(from.getTime() + DAY_MS), isToday };
}
