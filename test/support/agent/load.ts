import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

/** What clients got. */
export interface LoadResult {
  /** Answers by their body. */
  readonly answers: ReadonlyMap<string, number>;
  /** What failed, in words; a status other than 200 is a failure. */
  readonly failures: readonly string[];
}

export interface LoadOptions {
  readonly port: number;
  readonly secure: boolean;
  /** Clients that each send one request after the other over a kept connection. */
  readonly clients: number;
}

/** Sends POSTs that nobody retries, until {@link stop}. */
export class Load {
  private readonly answers = new Map<string, number>();
  private readonly failures: string[] = [];
  private readonly running: Promise<void>[];
  private readonly agent: http.Agent;
  private stopping = false;

  constructor(private readonly options: LoadOptions) {
    const { clients, secure } = options;
    const pool = { keepAlive: true, maxSockets: clients };
    // The certificate signs itself.
    this.agent = secure
      ? new https.Agent({ ...pool, rejectUnauthorized: false })
      : new http.Agent(pool);
    this.running = Array.from({ length: clients }, () => this.run());
  }

  /** How many answers have come. */
  get count(): number {
    return [...this.answers.values()].reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<LoadResult> {
    this.stopping = true;
    await Promise.all(this.running);
    this.agent.destroy();
    return { answers: this.answers, failures: this.failures };
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const body = await this.post();
        this.answers.set(body, (this.answers.get(body) ?? 0) + 1);
      } catch (error) {
        this.failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  }

  private post(): Promise<string> {
    const { port, secure } = this.options;
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/', method: 'POST', agent: this.agent };
      const sent = (secure ? https : http).request(options, (answer) => {
        text(answer).then((body) => {
          if (answer.statusCode === 200) resolve(body);
          else reject(new Error(`${answer.statusCode ?? 0}: ${body}`));
        }, reject);
      });
      sent.on('error', reject);
      sent.end('{"id":1}');
    });
  }
}
