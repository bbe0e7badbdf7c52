import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import type { AbData } from '../../model/ab/ab-data';
import { compareVersions } from '../../model/ab/compare';
import { estimateRuns } from '../../model/ab/run-estimate';
import type { Verdict } from '../../model/gates/verdict';
import { durationWithin, seconds as secondsOf } from '../../model/service/fields';
import type { Service } from '../../model/service/service';
import { prometheusAt } from '../../prometheus/client';
import type { ClusterPort } from '../cluster-port';
import type { CommandParts } from '../command-parts';
import { CommandFailure, EXIT, type ExitCode } from '../failure';
import { seconds } from '../option-values';
import { toJson } from '../output';
import { innerService } from '../service-proxy';
import { findServiceSource, requireService } from '../service-source';
import { resolveTarget } from '../stack-file';
import type { CommandTarget, TargetOptions } from '../target';
import { loadAb, saveAb } from './ab-file';
import { readAb } from './read-ab';
import { renderAb } from './render-ab';
import { renderEstimate } from './render-estimate';

const DEFAULT_WINDOW = '24h';
const DEFAULT_TIMEOUT_S = 30;
const DEFAULT_CONFIDENCE = 95;

/** Points that Prometheus gives at most for one series; with it no range is refused. */
const MOST_WINDOWS = 10_000;

interface AbOptions {
  readonly url?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly window: string;
  readonly timeout: number;
  readonly namespace: string;
}

/** Adds `cutover ab`. */
export function addAb(
  program: Command,
  { output, folder, now, exit }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  program
    .command('ab')
    .description('compare V2 with V1 by every metric, with intervals')
    .argument('[file]', 'service file; by default that of the stack or of the service')
    .option('-s, --stack <name>', 'take service, overrides and namespace from Pulumi.<name>.yaml')
    .option('--service <name>', 'services/<name>.yaml')
    .option('--namespace <name>', 'by default the name of the service')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'by default KUBECONFIG, then ~/.kube/config')
    .option('--url <url>', 'of Prometheus; by default monitoring.prometheus of the service', url)
    .option(
      '--from <time>',
      'as 2026-11-28T10:00:00Z; the same at every look; without it --window',
      time,
    )
    .option('--to <time>', 'by default now', time)
    .option('--window <duration>', 'length where --from is not given, as 6h', span, DEFAULT_WINDOW)
    .option('--samples <n>', "requests of V2 to rest on; by default the plan's abSamples", whole)
    .option('--confidence <percent>', 'of the intervals', percent, DEFAULT_CONFIDENCE)
    .option('--once', 'the only look, at a moment chosen before: narrower intervals')
    .option('--spread <times>', "the values' spread may be so many times V1's", factor)
    .option('--save <file>', 'write what was measured')
    .option('--replay <file>', 'judge what --save wrote, in place of asking Prometheus')
    .option('--estimate', 'only tell how long each step of the plan takes to show anything')
    .option('--rate <n>', 'requests per second for --estimate; by default the peak', rate)
    .option('--timeout <seconds>', 'for each question to Prometheus', seconds, DEFAULT_TIMEOUT_S)
    .option('--json', 'print JSON')
    .action(async (file, { json, samples, confidence, once, spread, save, replay, ...options }) => {
      const service = requireService(findServiceSource({ ...options, file }, folder));
      if (options.estimate) {
        const estimates = estimateRuns(service, options.rate ?? peakOf(service));
        output.result(json ? toJson(estimates) : renderEstimate(estimates));
        return;
      }
      const target = { ...options, service: service.name };
      const { namespace } = resolveTarget(target, folder);
      const connect = (): ClusterPort => where(target)[0];
      const data =
        replay === undefined
          ? await measure(service, { ...options, namespace }, now(), connect)
          : replayed(resolve(folder, replay), service);
      if (save !== undefined) saveAb(resolve(folder, save), data);
      const terms = {
        confidence: confidence / 100,
        looks: once ? 'one' : 'any',
        spreadAtMostTimes: spread,
      } as const;
      const result = compareVersions(service, data, terms, samples);
      output.result(json ? toJson(result) : renderAb(result, output.colors));
      exit(exitOf(result.verdict));
    });
}

async function measure(
  service: Service,
  options: AbOptions,
  now: Date,
  connect: () => ClusterPort,
): Promise<AbData> {
  const address = options.url ?? service.monitoring.prometheus;
  if (address === undefined) {
    const message =
      "no Prometheus named: give --url, or 'monitoring.prometheus' in the service file";
    throw new CommandFailure(EXIT.usage, message);
  }
  const to = options.to ?? now;
  const from = options.from ?? new Date(to.getTime() - secondsOf(options.window) * 1_000);
  const length = (to.getTime() - from.getTime()) / 1_000;
  const least = secondsOf(service.monitoring.window);
  const windowSeconds = Math.max(least, Math.ceil(length / MOST_WINDOWS));
  if (length < 2 * windowSeconds || to > now) {
    const told = `${from.toISOString()} to ${to.toISOString()}`;
    const rule = `be two windows of ${windowSeconds} s or longer, and in the past`;
    throw new CommandFailure(EXIT.usage, `the time (${told}) must ${rule}; correct --from or --to`);
  }
  // The address in the service file is the one that the guard has, who is inside of the cluster.
  const inner = options.url === undefined ? innerService(address) : undefined;
  const cluster = inner && connect();
  const prometheus = prometheusAt({
    url: address,
    timeoutMs: options.timeout * 1_000,
    ...(cluster && { post: (...request) => cluster.post(inner, ...request) }),
  });
  return readAb(prometheus, service, { namespace: options.namespace, from, to, windowSeconds });
}

function peakOf({ capacity }: Service): number {
  if (capacity) return capacity.peakRequestsPerSecond;
  const message =
    "no rate known: give --rate, or 'capacity.peakRequestsPerSecond' in the service file";
  throw new CommandFailure(EXIT.usage, message);
}

function replayed(path: string, service: Service): AbData {
  const data = loadAb(path);
  if (data.service === service.name) return data;
  const message = `${path} is of service '${data.service}', not of '${service.name}'; give its service file`;
  throw new CommandFailure(EXIT.usage, message);
}

function exitOf(verdict: Verdict): ExitCode {
  if (verdict === 'pass') return EXIT.done;
  return verdict === 'fail' ? EXIT.fail : EXIT.inconclusive;
}

function url(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be http:// or https:// with a host.');
}

function time(text: string): Date {
  const parsed = new Date(text);
  const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
  if (written.test(text) && !Number.isNaN(parsed.getTime())) return parsed;
  throw new InvalidArgumentError('It must be a time with its zone, such as 2026-11-28T10:00:00Z.');
}

function span(text: string): string {
  if (durationWithin('1m', '90d').safeParse(text).success) return text;
  throw new InvalidArgumentError('It must be a duration from 1m to 90d, such as 6h.');
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function percent(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 50 && value < 100) return value;
  throw new InvalidArgumentError('It must be a number above 50 and below 100.');
}

function rate(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value <= 10_000_000) return value;
  throw new InvalidArgumentError('It must be a number above 0, at most 10000000.');
}

function factor(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number from 1 to 100.');
}
