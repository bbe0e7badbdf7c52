/** One complete HTTP reply. */
export interface Reply {
  readonly status: number;
  /** Value of the header by which versions are told apart; undefined when absent. */
  readonly version: string | undefined;
  /** Whether the server will close the connection after this reply. */
  readonly close: boolean;
}

/** The bytes received are not an HTTP/1.1 reply. */
export class ReplyFormatError extends Error {}

type Body =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'untilClose' };

const LONGEST_HEAD = 64 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Reads the replies of one connection, one request at a time. Only what a count needs is kept: status,
 * the version header, and where the reply ends.
 */
export class ReplyParser {
  readonly #version: RegExp;
  #rest: Buffer = EMPTY;
  #head: Reply | undefined;
  #body: Body | undefined;

  /** @param versionHeader - the header by which versions are told apart. */
  constructor(versionHeader = 'version') {
    this.#version = new RegExp(`\\r\\n${versionHeader}:[ \\t]*([^\\r]*?)[ \\t]*\\r\\n`, 'i');
  }

  /** Forgets an unfinished reply: the connection it came over is gone. */
  reset(): void {
    this.#rest = EMPTY;
    this.#complete();
  }

  /**
   * @returns the reply that this chunk completes, if it does.
   * @throws ReplyFormatError also for bytes beyond the end of a reply: nobody asked for them.
   */
  push(chunk: Buffer): Reply | undefined {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = EMPTY;
    while (!this.#head) {
      const end = data.indexOf('\r\n\r\n');
      if (end === -1) {
        if (data.length > LONGEST_HEAD) throw new ReplyFormatError('headers longer than 64 KiB');
        this.#rest = data;
        return undefined;
      }
      this.#readHead(data.toString('latin1', 0, end + 2));
      data = data.subarray(end + 4);
    }
    return this.#readBody(data) ? this.#complete() : undefined;
  }

  /** @returns the reply that the end of the connection completes: one without a length. */
  end(): Reply | undefined {
    return this.#head && this.#body?.kind === 'untilClose' ? this.#complete() : undefined;
  }

  #readHead(head: string): void {
    const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head)?.[1];
    if (status === undefined) throw new ReplyFormatError(`not HTTP: ${head.slice(0, 40)}`);
    const code = Number(status);
    // Interim replies (100 Continue, 103 Early Hints) come before the one that counts.
    if (code >= 100 && code < 200) return;
    const version = header(head, this.#version);
    this.#body = bodyOf(code, head);
    const close =
      CLOSE.test(head) || head.startsWith('HTTP/1.0') || this.#body.kind === 'untilClose';
    this.#head = { status: code, version, close };
  }

  #readBody(data: Buffer): boolean {
    const body = this.#body;
    if (!body || body.kind === 'untilClose') return false;
    if (body.kind === 'chunked') return this.#readChunks(data);
    body.left -= data.length;
    if (body.left < 0) throw new ReplyFormatError('bytes beyond the end of the reply');
    return body.left === 0;
  }

  #readChunks(data: Buffer): boolean {
    for (let at = 0; ;) {
      const line = data.indexOf('\r\n', at);
      if (line === -1) {
        this.#rest = data.subarray(at);
        return false;
      }
      const digits = /^[0-9a-f]{1,8}/i.exec(data.toString('latin1', at, line))?.[0];
      if (digits === undefined) throw new ReplyFormatError('a chunk without its size');
      const size = parseInt(digits, 16);
      if (size === 0) return this.#readTrailers(data, at, line + 2);
      const next = line + 2 + size + 2;
      if (next > data.length) {
        this.#rest = data.subarray(at);
        return false;
      }
      at = next;
    }
  }

  #readTrailers(data: Buffer, lastChunk: number, from: number): boolean {
    for (let at = from; ;) {
      const line = data.indexOf('\r\n', at);
      if (line === -1) {
        this.#rest = data.subarray(lastChunk);
        return false;
      }
      if (line === at) {
        if (at + 2 < data.length) throw new ReplyFormatError('bytes beyond the end of the reply');
        return true;
      }
      at = line + 2;
    }
  }

  #complete(): Reply | undefined {
    const reply = this.#head;
    this.#head = undefined;
    this.#body = undefined;
    return reply;
  }
}

const LENGTH = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i;
const CHUNKED = /\r\ntransfer-encoding:[^\r]*chunked[ \t]*\r\n/i;
const CLOSE = /\r\nconnection:[ \t]*close[ \t]*\r\n/i;

function header(head: string, pattern: RegExp): string | undefined {
  return pattern.exec(head)?.[1];
}

function bodyOf(status: number, head: string): Body {
  if (status === 204 || status === 304) return { kind: 'length', left: 0 };
  if (CHUNKED.test(head)) return { kind: 'chunked' };
  const length = header(head, LENGTH);
  return length === undefined ? { kind: 'untilClose' } : { kind: 'length', left: Number(length) };
}
