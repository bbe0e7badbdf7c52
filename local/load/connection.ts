import { connect, type Socket } from 'node:net';
import { ReplyFormatError, ReplyParser, type Reply } from './reply-parser';
import type { Target } from './target';

/** Why a request got no whole reply. */
export type NetworkFailure = 'refused' | 'reset' | 'timeout' | 'protocol' | 'network';

/** The one end of one request. */
export type Outcome = { readonly reply: Reply } | { readonly failure: NetworkFailure };

export interface ConnectionCounts {
  opened: number;
  /** Closed by the server between two requests: no request was harmed. */
  closedIdle: number;
  /** Closed after a reply that said `Connection: close`. */
  closedByReply: number;
}

/**
 * One keep-alive connection that carries one request at a time. A request is written once, whatever
 * happens: there is no code here that could send it again.
 */
export class Connection {
  readonly #parser = new ReplyParser();
  #socket: Socket | undefined;
  #done: ((outcome: Outcome) => void) | undefined;
  /** `performance.now()` after which the request under way has timed out. */
  #deadline = Infinity;

  constructor(
    private readonly target: Target,
    private readonly counts: ConnectionCounts,
  ) {}

  /**
   * @param request - the whole request, headers and body.
   * @param done - called exactly once.
   */
  send(request: Buffer, deadline: number, done: (outcome: Outcome) => void): void {
    this.#done = done;
    this.#deadline = deadline;
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  /** Ends the request under way when its time is over. */
  checkDeadline(now: number): void {
    if (this.#done && now > this.#deadline) this.#fail('timeout');
  }

  close(): void {
    this.#drop();
  }

  #open(): Socket {
    const { address, port } = this.target;
    const socket = connect({ host: address, port, noDelay: true });
    socket.once('connect', () => {
      this.counts.opened++;
    });
    socket.on('data', (chunk: Buffer) => {
      if (socket === this.#socket) this.#onData(chunk);
    });
    socket.on('end', () => {
      if (socket === this.#socket) this.#onEnd();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (socket === this.#socket) this.#onError(error);
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#onEnd();
    });
    return socket;
  }

  #onData(chunk: Buffer): void {
    let reply: Reply | undefined;
    try {
      if (!this.#done) throw new ReplyFormatError('a reply that nobody asked for');
      reply = this.#parser.push(chunk);
    } catch {
      this.#fail('protocol');
      return;
    }
    if (!reply) return;
    if (reply.close) {
      this.counts.closedByReply++;
      this.#drop();
    }
    this.#finish({ reply });
  }

  #onEnd(): void {
    const reply = this.#parser.end();
    if (this.#done) {
      if (reply) {
        this.counts.closedByReply++;
        this.#drop();
        this.#finish({ reply });
      } else this.#fail('reset');
      return;
    }
    this.counts.closedIdle++;
    this.#drop();
  }

  #onError({ code }: NodeJS.ErrnoException): void {
    if (code === 'ECONNREFUSED') this.#fail('refused');
    else if (code === 'ECONNRESET' || code === 'EPIPE') this.#onEnd();
    else this.#fail('network');
  }

  #fail(failure: NetworkFailure): void {
    this.#drop();
    this.#finish({ failure });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#parser.reset();
    socket?.destroy();
  }

  #finish(outcome: Outcome): void {
    const done = this.#done;
    this.#done = undefined;
    this.#deadline = Infinity;
    done?.(outcome);
  }
}
