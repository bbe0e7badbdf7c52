import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describeProblem } from '../model/problem';
import type { Share } from '../model/share';
import { findShare, replaceShare, type WrittenShare } from '../model/stack-share';
import { CommandFailure, EXIT } from './failure';
import { readStack } from './stack-file';

/** The stack file of one stack, and the one number in it. */
export class StackShareFile {
  private constructor(
    readonly path: string,
    private readonly text: string,
    private readonly written: WrittenShare,
  ) {}

  /**
   * @param from - folder in which the search for `Pulumi.yaml` starts, upward.
   * @throws CommandFailure when there is no such stack, or its share cannot be changed by a program.
   */
  static read(stack: string, from: string): StackShareFile {
    const { folder } = readStack(stack, from);
    const path = join(folder, `Pulumi.${stack}.yaml`);
    const text = readFileSync(path, 'utf8');
    const written = findShare(text, stack);
    if (!('share' in written)) {
      throw new CommandFailure(EXIT.fail, `${path}: ${describeProblem(written)}`);
    }
    return new StackShareFile(path, text, written);
  }

  get name(): string {
    return basename(this.path);
  }

  get folder(): string {
    return dirname(this.path);
  }

  get share(): Share {
    return this.written.share;
  }

  /** @returns the line that changes, before and after, as in a diff. */
  diff(to: Share): string {
    const { line } = this.written;
    const at = (text: string): string => (text.split('\n')[line - 1] ?? '').trimEnd();
    const after = replaceShare(this.text, this.written, to);
    return [`${this.name}:${line}`, `-${at(this.text)}`, `+${at(after)}`].join('\n');
  }

  /**
   * Writes the share, so that the file is either as before or as wanted.
   *
   * @throws CommandFailure when it was changed since it was read, or cannot be written.
   */
  write(to: Share): void {
    this.replace(this.text, replaceShare(this.text, this.written, to));
  }

  /** Takes back what {@link write} wrote. @param to - the share that it wrote. */
  restore(to: Share): void {
    this.replace(replaceShare(this.text, this.written, to), this.text);
  }

  private replace(expected: string, text: string): void {
    // A link stays one.
    const path = realpathSync(this.path);
    const next = `${path}.${process.pid}.tmp`;
    try {
      if (readFileSync(path, 'utf8') !== expected) {
        const message = `${this.path} was changed meanwhile; nothing is written, run this again`;
        throw new CommandFailure(EXIT.fail, message);
      }
      writeFileSync(next, text, { mode: statSync(path).mode });
      renameSync(next, path);
    } catch (cause) {
      rmSync(next, { force: true });
      if (cause instanceof CommandFailure) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `${this.path} cannot be written: ${why}`;
      throw new CommandFailure(EXIT.fail, message, {}, { cause });
    }
  }
}
