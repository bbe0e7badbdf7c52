import type { NginxTotal } from '../requests/losses';
import { ask } from '../script/nginx-script';
import { STATUS_PATH } from '../../model/agent-settings';

const REQUESTS = /^ *\d+ +\d+ +(\d+) *$/m;
const UNDER_WAY = /Reading: (\d+) Writing: (\d+) /;

/**
 * Asks NGINX how many requests it has taken since it started.
 *
 * @param socketPath - the unix socket of its internal server.
 * @throws when it does not answer.
 */
export async function askTotal(socketPath: string): Promise<NginxTotal> {
  const text = await ask({ socketPath, path: STATUS_PATH });
  const requests = REQUESTS.exec(text)?.[1];
  const [, reading, writing] = UNDER_WAY.exec(text) ?? [];
  if (requests === undefined || reading === undefined || writing === undefined) {
    throw new Error(`not a status of NGINX: ${text.slice(0, 200)}`);
  }
  return { requests: Number(requests), underWay: Number(reading) + Number(writing) };
}
