import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';

/** Where a command's words go: results to stdout, progress and errors to stderr. */
export interface Output {
  /** For results. Plain unless stdout is a terminal; NO_COLOR is honoured. */
  readonly colors: Colors;
  /** Whether the screen can be drawn anew. */
  readonly terminal: boolean;
  result(text: string): void;
  progress(text: string): void;
  error(text: string): void;
  /** Draws the screen anew with this text. */
  screen(text: string): void;
}

/** @param noColor - whether the user wants none, whatever the terminal can do. */
export function processOutput(noColor: boolean): Output {
  const terminal = process.stdout.isTTY;
  return {
    colors: createColors(terminal && !noColor),
    terminal,
    result: (text) => process.stdout.write(`${text}\n`),
    progress: (text) => process.stderr.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
    screen: (text) => process.stdout.write(`\u001b[H\u001b[2J${text}\n`),
  };
}

/** @returns JSON for `--json`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
