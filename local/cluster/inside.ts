import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { apiServerUrl } from './addresses';
import { plainEnvironment } from './command';
import type { Instance } from './instance';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

interface Question {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
}

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

/** Asks addresses inside a cluster's network namespace, from a process that is outside. */
export class Inside {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private lastId = 0;

  constructor(private readonly instance: Instance) {
    const script = join(__dirname, 'inside-process.mjs');
    this.child = spawn('nsenter', [`--net=${instance.netnsPath}`, '--', process.execPath, script], {
      env: plainEnvironment,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (answer: Answer) => {
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    const gone = () => {
      for (const [id, settle] of this.waiting) settle({ id, error: 'the asking process ended' });
      this.waiting.clear();
    };
    this.child.on('error', gone);
    this.child.on('exit', gone);
  }

  /** @param question - a path of the API server. */
  api({ path, ...rest }: Omit<Question, 'url'> & { readonly path: string }): Promise<Reply> {
    return this.request({ ...rest, url: `${apiServerUrl}${path}` });
  }

  /** @param question - over HTTPS, it is asked with full rights. */
  request(question: Question): Promise<Reply> {
    const file = (name: string) => join(this.instance.pki, name);
    const credentials = { ca: file('ca.crt'), cert: file('admin.crt'), key: file('admin.key') };
    return this.ask({ kind: 'request', ...question, credentials });
  }

  /** @returns the IPv4 addresses that the name server at `server` gives. */
  async resolve(server: string, name: string, timeoutMs: number): Promise<readonly string[]> {
    const question = { kind: 'resolve', server, name, timeoutMs };
    return (await this.ask<{ addresses: readonly string[] }>(question)).addresses;
  }

  close(): void {
    if (this.child.connected) this.child.disconnect();
    this.child.unref();
  }

  private ask<Result>(question: Record<string, unknown>): Promise<Result> {
    const id = ++this.lastId;
    return new Promise((done, fail) => {
      this.waiting.set(id, (answer) => {
        if ('error' in answer) fail(new Error(answer.error));
        else done(answer.result as Result);
      });
      this.child.send({ id, ...question }, (error) => {
        if (error === null) return;
        this.waiting.delete(id);
        fail(error);
      });
    });
  }
}
