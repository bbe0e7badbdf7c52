import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One question as it arrived. */
interface Question {
  readonly path: string;
  readonly query: string;
  readonly parameters: URLSearchParams;
}

/** What the fake answers: an object as JSON with status 200, or whatever the test writes itself. */
export type Answer = object | ((response: ServerResponse) => void);

/** A server that speaks Prometheus' HTTP API and says what the test wants. */
export class FakePrometheus {
  readonly questions: Question[] = [];
  /** How each question is answered. */
  answer: (question: Question) => Answer = () => vector();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<FakePrometheus> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fake = new FakePrometheus(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        fake.reply(request.url ?? '', new URLSearchParams(body), response);
      });
    });
    return fake;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private reply(path: string, parameters: URLSearchParams, response: ServerResponse): void {
    const question = { path, query: parameters.get('query') ?? '', parameters };
    this.questions.push(question);
    const answer = this.answer(question);
    if (typeof answer === 'function') (answer as (response: ServerResponse) => void)(response);
    else response.end(JSON.stringify(answer));
  }
}

/** @returns the answer to an instant query: one series for each value, each told for this moment. */
export function vector(...values: readonly (string | number)[]): object {
  const now = Date.now() / 1_000;
  const result = values.map((value, index) => ({
    metric: { pod: String(index) },
    value: [now, String(value)],
  }));
  return { status: 'success', data: { resultType: 'vector', result } };
}
