import { run } from '../local/stack/run';

/**
 * A closed loop of 32 kept connections, by wrk, which trusts every certificate.
 *
 * @param headers - lines such as `Host: shop.example`.
 * @returns requests per second. @throws when one of them failed.
 */
export async function requestsPerSecond(
  url: string,
  seconds: number,
  environment: NodeJS.ProcessEnv,
  headers: readonly string[] = [],
): Promise<number> {
  const lines = headers.flatMap((line) => ['-H', line]);
  const ended = await run('wrk', ['-t1', '-c32', `-d${seconds}s`, ...lines, url], {
    cwd: '/',
    environment,
    timeoutSeconds: seconds + 30,
  });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(ended.stdout)?.[1];
  const bad = /Non-2xx|Socket errors/.exec(ended.stdout)?.[0];
  if (rate === undefined || bad !== undefined)
    throw new Error(`wrk failed: ${ended.stdout}${ended.stderr}`);
  return Number(rate);
}
