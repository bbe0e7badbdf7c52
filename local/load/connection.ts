import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ReplyFormatError, ReplyParser, type Reply } from './reply-parser';
import type { Target } from './target';

/** Why a request got no whole reply. */
export type NetworkFailure = 'refused' | 'reset' | 'timeout' | 'protocol' | 'tls' | 'network';

/** The one end of one request. */
export type Outcome = { readonly reply: Reply } | { readonly failure: NetworkFailure };

export interface ConnectionCounts {
  opened: number;
  /** Closed by the server between two requests: no request was harmed. */
  closedIdle: number;
  /** Closed after a reply that said `Connection: close`. */
  closedByReply: number;
}

/** How the other side is trusted; for a target with TLS. */
interface Trust {
  /** Certificates of authorities, as PEM. */
  readonly ca: string;
  /** The name to ask for, and to find in the server's certificate. */
  readonly serverName: string;
}

/** What all connections of a run share. */
export interface Wiring {
  readonly target: Target;
  readonly counts: ConnectionCounts;
  /** Name of the header by which versions are told apart. */
  readonly versionHeader: string;
  readonly trust?: Trust | undefined;
}

/**
 * One keep-alive connection that carries one request at a time. A request is written once, whatever
 * happens: there is no code here that could send it again.
 */
export class Connection {
  readonly #parser: ReplyParser;
  #socket: Socket | undefined;
  #done: ((outcome: Outcome) => void) | undefined;
  /** `performance.now()` after which the request under way has timed out. */
  #deadline = Infinity;

  constructor(private readonly wiring: Wiring) {
    this.#parser = new ReplyParser(wiring.versionHeader);
  }

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
    const socket = this.#connect();
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

  #connect(): Socket {
    const { target, trust, counts } = this.wiring;
    const where = { host: target.address, port: target.port, noDelay: true };
    const opened = (): void => {
      counts.opened++;
    };
    if (!target.tls) return connect(where, opened);
    // Without a session of an earlier connection: each one shakes hands in full, with the certificate of the day.
    return connectTls({ ...where, ca: trust?.ca, servername: trust?.serverName ?? '' }, opened);
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
      this.wiring.counts.closedByReply++;
      this.#drop();
    }
    this.#finish({ reply });
  }

  #onEnd(): void {
    const reply = this.#parser.end();
    if (this.#done) {
      if (reply) {
        this.wiring.counts.closedByReply++;
        this.#drop();
        this.#finish({ reply });
      } else this.#fail('reset');
      return;
    }
    this.wiring.counts.closedIdle++;
    this.#drop();
  }

  #onError({ code }: NodeJS.ErrnoException): void {
    if (code === 'ECONNREFUSED') this.#fail('refused');
    else if (code === 'ECONNRESET' || code === 'EPIPE') this.#onEnd();
    // What TLS makes of a certificate or of a handshake has a name of its own.
    else this.#fail(code !== undefined && SYSTEM_ERROR.test(code) ? 'network' : 'tls');
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

/** Names of the operating system's errors, for example `EHOSTUNREACH`; those of TLS hold underscores. */
const SYSTEM_ERROR = /^E[A-Z0-9]+$/;
