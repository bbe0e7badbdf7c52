import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { InvalidInputError, describeProblem } from '../model/problem';
import { NO_FAULTS, parseFaults } from './faults';
import type { FaultState } from './fault-state';
import { keepAliveServer, readBody } from './http';

/** No set of faults is longer. */
const LONGEST_BODY = 4_096;

/**
 * The admin API: `GET /faults` shows the faults in force, `PUT /faults` replaces them all, `DELETE
 * /faults` ends them. On a port of its own, so that a fault never reaches it.
 *
 * @param crash - ends the process at once; called after the reply to a `PUT` with `"crash": "now"`.
 */
export function adminServer(faults: FaultState, crash: () => void): Server {
  const send = (response: ServerResponse, code: number, value: unknown): void => {
    const body = JSON.stringify(value, undefined, 2) + '\n';
    response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, LONGEST_BODY);
    if (request.url !== '/faults') {
      send(response, 404, { error: 'no such path; use /faults' });
      return;
    }
    switch (request.method) {
      case 'GET':
        break;
      case 'PUT':
        faults.set(parseFaults(body));
        break;
      case 'DELETE':
        faults.set(NO_FAULTS);
        break;
      default:
        send(response, 405, { error: 'use GET, PUT or DELETE' });
        return;
    }
    if (faults.faults.crash === 'now') response.once('finish', crash);
    send(response, 200, faults.faults);
  };

  return keepAliveServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (error instanceof InvalidInputError)
        send(response, 400, {
          error: error.message,
          problems: error.problems.map(describeProblem),
        });
      else send(response, 400, { error: error instanceof Error ? error.message : String(error) });
    });
  });
}
