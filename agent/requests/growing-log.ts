import { open, rename, type FileHandle } from 'node:fs/promises';

/** How far a file was read; the number of its inode names it, whatever it is called. */
export interface Position {
  readonly inode: number;
  readonly offset: number;
}

interface Part extends Position {
  readonly file: FileHandle;
  offset: number;
}

/** A file that is longer is put aside for a new one. */
const LONGEST = 2 * 1_024 * 1_024;

/** Twice as much as NGINX writes at a time. */
const CHUNK = 128 * 1_024;

/** Every worker has turned to the new file by then: it does so between two requests. */
const ASIDE_MS = 3_000;

const NEWLINE = 0x0a;

/**
 * A log that NGINX appends to and that is read as it grows. It never grows for long: it is put aside under another
 * name, NGINX is told to open it anew, and what was put aside is read to its end and removed by the next one.
 * Nothing is lost by it, since a worker writes on to the file that it has open.
 */
export class GrowingLog {
  private aside: Part | undefined;
  private current: Part | undefined;
  private asideSince = 0;

  /**
   * @param path - need not exist yet; beside it, the one that was put aside is called `<path>.aside`.
   * @param reopen - tells NGINX to open its logs anew. @returns whether there is an NGINX.
   */
  private constructor(
    private readonly path: string,
    private readonly reopen: () => boolean,
    private readonly read: ReadonlyMap<number, number>,
  ) {}

  /** @param positions - how far it was read before; left out when it never was. */
  static async open(
    path: string,
    reopen: () => boolean,
    positions?: readonly Position[],
  ): Promise<GrowingLog> {
    const read = new Map(positions?.map(({ inode, offset }) => [inode, offset]));
    const log = new GrowingLog(path, reopen, read);
    const aside = await log.part(asideOf(path));
    // What is not in the positions was read to its end before it was to be removed.
    if (aside !== undefined && (positions === undefined || read.has(aside.inode))) {
      log.aside = aside;
    } else await aside?.file.close();
    return log;
  }

  get positions(): readonly Position[] {
    return [this.aside, this.current].flatMap((part) =>
      part === undefined ? [] : [{ inode: part.inode, offset: part.offset }],
    );
  }

  /** Hands over every whole line that has come since, without its end. */
  async take(line: (text: string) => void): Promise<void> {
    await this.find();
    for (const part of [this.aside, this.current]) {
      if (part !== undefined) await takeFrom(part, line);
    }
  }

  /**
   * Puts the file aside when it is long enough. To be called when all has been taken.
   *
   * @param now - milliseconds of a clock that never goes back.
   * @param save - keeps what was made of the lines so far, with {@link positions}.
   */
  async shorten(now: number, save: () => Promise<void>): Promise<void> {
    if (this.current === undefined) {
      // A worker that has not turned to the new file yet: it may not have heard.
      if (this.aside !== undefined) this.reopen();
      return;
    }
    if (this.current.offset < LONGEST) return;
    if (this.aside !== undefined) {
      if (now - this.asideSince < ASIDE_MS) return;
      await this.aside.file.close();
      this.aside = undefined;
    }
    // Before the file that was put aside goes: a start after a crash must not miss it, nor read it twice.
    await save();
    await rename(this.path, asideOf(this.path));
    this.aside = this.current;
    this.asideSince = now;
    this.current = undefined;
    this.reopen();
  }

  async close(): Promise<void> {
    await this.aside?.file.close();
    await this.current?.file.close();
    this.aside = undefined;
    this.current = undefined;
  }

  private async find(): Promise<void> {
    if (this.current !== undefined) return;
    this.current = await this.part(this.path);
  }

  private async part(path: string): Promise<Part | undefined> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { ino, size } = await file.stat();
    const before = this.read.get(ino) ?? 0;
    // A shorter file is another one that was given the same inode.
    return { file, inode: ino, offset: before <= size ? before : 0 };
  }
}

const asideOf = (path: string): string => `${path}.aside`;

async function takeFrom(part: Part, line: (text: string) => void): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const { bytesRead } = await part.file.read(chunk, 0, CHUNK, part.offset);
    const whole = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    // The end of a line is still to come; no line is as long as a chunk.
    if (whole < 0 && bytesRead < CHUNK) return;
    const end = whole < 0 ? bytesRead : whole + 1;
    const text = chunk.toString('latin1', 0, whole < 0 ? bytesRead : whole);
    for (const one of text.split('\n')) line(one);
    part.offset += end;
    if (bytesRead < CHUNK) return;
  }
}
