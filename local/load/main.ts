import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { InvalidInputError } from '../../model/problem';
import type { LoadCounts } from './counters';
import { Load, type LoadReport } from './load';
import type { LoadOptions } from './options';

const number = (text: string): number => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a positive number.');
  return Number(text);
};

const command = new Command()
  .name('load')
  .description('Sends requests that are never retried, and counts each once.')
  .requiredOption('--url <url>', 'loopback, or an address of the embedded cluster')
  .option('--connections <n>', 'persistent connections', number, 16)
  .option('--rate <r>', 'requests per second, constant; without it as fast as replies come', number)
  .option('--seconds <s>', 'ends after this time; this or --requests is needed', number)
  .option('--requests <n>', 'ends after this many', number)
  .option('--timeout <ms>', 'after which a request has failed', number, 10_000)
  .option('--method <method>', 'POST or GET', 'POST')
  .option('--body <file>', 'sent with each POST; a match request by default')
  .option('--ca <file>', 'for https: certificates to trust, as PEM')
  .option('--server-name <name>', "for https: the name in the server's certificate", 'localhost')
  .option('--json', 'print the report as JSON')
  .allowExcessArguments(false);

async function main(): Promise<void> {
  const given = command.parse().opts();
  const { json, timeout, body, method, ca, serverName, ...rest } = given;
  const options: LoadOptions = {
    ...rest,
    timeoutMs: timeout,
    method: method as 'POST',
    ...(body === undefined ? {} : { body: readFileSync(body, 'utf8') }),
    ...(ca === undefined ? {} : { tls: { ca: readFileSync(ca, 'utf8'), serverName } }),
  };
  const load = new Load(options);
  let mark = load.mark();
  const progress = setInterval(() => {
    const next = load.mark();
    if (!json) console.log(line(load.since(mark, next)));
    mark = next;
  }, 1_000);
  process.once('SIGINT', () => {
    load.stop();
  });
  const report = await load.start();
  clearInterval(progress);
  console.log(json ? JSON.stringify(report, undefined, 2) : summary(report));
  process.exitCode = report.failed === 0 ? 0 : 1;
}

function line({ rate, replies, failed, latencyMs }: LoadCounts): string {
  const p99 = latencyMs === null ? '-' : `${latencyMs.p99} ms`;
  return `${rate}/s  v1 ${replies.v1}  v2 ${replies.v2}  failed ${failed}  p99 ${p99}`;
}

function summary(report: LoadReport): string {
  const { sent, seconds, v2Percent, failures, unsent, latencyMs } = report;
  const lines = [
    `${sent} requests in ${seconds} s: ${line(report)}`,
    `v2 ${v2Percent ?? '-'} %  failures ${JSON.stringify(failures)}  unsent ${unsent}`,
  ];
  if (latencyMs) lines.push(`latency ms ${JSON.stringify(latencyMs)}`);
  return lines.join('\n');
}

main().catch((error: unknown) => {
  const mendable = error instanceof InvalidInputError;
  console.error(mendable ? error.message : error);
  process.exitCode = mendable ? 64 : 1;
});
