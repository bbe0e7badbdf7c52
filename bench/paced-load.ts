import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../local/stack/run';

/** What is asked, and how a server's certificate is trusted. */
export interface Aim {
  readonly url: string;
  /** `Host` is the name that the certificate must have, where there is one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificates to trust, as PEM. */
  readonly ca?: string;
}

export interface Pace {
  /** Requests per second, evenly apart. */
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
}

/** In milliseconds. */
export interface PacedLatencies {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

const NANOSECONDS = 1_000_000;

const reportSchema = z.object({
  latencies: z.object({ mean: z.number(), '50th': z.number(), '99th': z.number() }),
  requests: z.int(),
  rate: z.number(),
  success: z.number(),
});

/** Less than this part of the rate means that the load generator itself could not follow. */
const LEAST_RATE = 0.99;

/**
 * An open loop over kept connections, by vegeta: at the rates at which a gateway is half busy it takes a fraction of
 * the processor time of `local/load`, which would leave too little of two cores to what is measured.
 *
 * @throws when a request failed, or when not all of them were sent in time.
 */
export async function pacedLatencies(
  aim: Aim,
  pace: Pace,
  environment: NodeJS.ProcessEnv,
): Promise<PacedLatencies> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-paced-'));
  const vegeta = async (...args: readonly string[]): Promise<string> => {
    const timeoutSeconds = pace.seconds + 30;
    const ended = await run('vegeta', args, { cwd: folder, environment, timeoutSeconds });
    if (ended.code !== 0) throw new Error(`vegeta failed: ${ended.stderr}`);
    return ended.stdout;
  };
  try {
    await vegeta(...attack(aim, pace, folder));
    const report = reportSchema.parse(
      JSON.parse(await vegeta('report', '-type', 'json', 'results')),
    );
    if (report.success < 1 || report.rate < pace.rate * LEAST_RATE) {
      throw new Error(
        `${report.requests} requests at ${report.rate.toFixed(0)}/s of ${pace.rate}, ` +
          `${(report.success * 100).toFixed(2)} % of them answered well`,
      );
    }
    const { mean, '50th': p50, '99th': p99 } = report.latencies;
    return { mean: mean / NANOSECONDS, p50: p50 / NANOSECONDS, p99: p99 / NANOSECONDS };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments of `vegeta attack`, and the files that they name. */
function attack({ url, headers = {}, ca }: Aim, pace: Pace, folder: string): string[] {
  const { rate, seconds, connections } = pace;
  const { protocol, port, hostname, pathname } = new URL(url);
  const { Host: name = hostname, ...others } = headers;
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const lines = Object.entries(others).map(([key, value]) => `${key}: ${value}`);
  writeFileSync(
    join(folder, 'targets'),
    [`GET ${protocol}//${name}:${number}${pathname}`, ...lines, ''].join('\n'),
  );
  writeFileSync(join(folder, 'ca.pem'), ca ?? '');
  return [
    ...['attack', '-targets', 'targets', '-output', 'results', '-http2=false'],
    ...['-rate', String(rate), '-duration', `${seconds}s`],
    ...['-connections', String(connections), '-max-connections', String(connections)],
    ...['-connect-to', `${name}:${number}:${hostname}:${number}`],
    ...(ca === undefined ? [] : ['-root-certs', 'ca.pem']),
  ];
}
