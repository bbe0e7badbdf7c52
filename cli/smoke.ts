import { VERSIONS, type Version } from '../model/names';
import type { Check } from '../model/service/check';
import { replyProblems, type CheckedReply } from '../model/service/check-reply';
import { routeOf } from '../model/service/route';
import type { Service } from '../model/service/service';
import { exchange, NoReplyError, type Exchange } from './exchange';
import { EXIT, type ExitCode } from './failure';

/** The gateway tells by it which version answered a request with a forced version. */
const SERVED_HEADER = 'x-cutover-version';

/** Where a version is reached: straight, or through the gateway. */
interface SmokeTargets {
  readonly gateway: URL | undefined;
  readonly v1: URL | undefined;
  readonly v2: URL | undefined;
}

export interface SmokeOptions {
  readonly targets: SmokeTargets;
  readonly versions: readonly Version[];
  /** Sent with every request, beside those of the check. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly ca: string | undefined;
  readonly host: string | undefined;
}

export interface CheckResult {
  readonly check: string;
  readonly version: Version;
  /** `no-data`: no reply, or none of that version. */
  readonly verdict: 'pass' | 'fail' | 'no-data';
  /** What is wrong, a line each; empty for a pass. */
  readonly problems: readonly string[];
  /** Status of the reply; null when there was none. */
  readonly status: number | null;
  readonly milliseconds: number;
}

export interface SmokeResult {
  readonly service: string;
  readonly verdict: CheckResult['verdict'];
  readonly passed: number;
  readonly failed: number;
  readonly noData: number;
  readonly results: readonly CheckResult[];
}

/**
 * Sends the checks of a service one after another, each to every version that it names.
 *
 * @param onResult - told of each result as it comes.
 */
export async function smoke(
  service: Service,
  options: SmokeOptions,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<SmokeResult> {
  const results: CheckResult[] = [];
  for (const check of service.checks) {
    for (const version of VERSIONS) {
      if (!options.versions.includes(version) || !check.versions.includes(version)) continue;
      const result = await runCheck(service, check, version, options);
      onResult(result);
      results.push(result);
    }
  }
  const count = (verdict: CheckResult['verdict']): number =>
    results.filter((one) => one.verdict === verdict).length;
  const [passed, failed, noData] = [count('pass'), count('fail'), count('no-data')];
  // Nothing asked is nothing known: no data never passes.
  const verdict = failed > 0 ? 'fail' : noData > 0 || passed === 0 ? 'no-data' : 'pass';
  return { service: service.name, verdict, passed, failed, noData, results };
}

/** @returns the exit code for a verdict. */
export function smokeExit({ verdict }: SmokeResult): ExitCode {
  return { pass: EXIT.done, fail: EXIT.fail, 'no-data': EXIT.inconclusive }[verdict];
}

async function runCheck(
  service: Service,
  check: Check,
  version: Version,
  options: SmokeOptions,
): Promise<CheckResult> {
  const started = performance.now();
  const end = (
    verdict: CheckResult['verdict'],
    problems: readonly string[],
    status: number | null = null,
  ): CheckResult => {
    const milliseconds = Math.round(performance.now() - started);
    return { check: check.name, version, verdict, problems, status, milliseconds };
  };
  const way = wayTo(service, check, version, options);
  if (typeof way === 'string') return end('no-data', [way]);
  try {
    const reply = await exchange(makeRequest(check, way, options));
    const other = way.forced ? otherVersion(reply, version) : undefined;
    if (other) return end(other.verdict, [other.problem], reply.status);
    const problems = replyProblems(check, reply);
    return end(problems.length === 0 ? 'pass' : 'fail', problems, reply.status);
  } catch (error) {
    if (!(error instanceof NoReplyError)) throw error;
    return end('no-data', [error.message]);
  }
}

interface Way {
  readonly base: URL;
  /** Header that forces the version, where one is needed. */
  readonly forced: Readonly<Record<string, string>> | undefined;
}

/** How a version is reached by a check; why it is not, where it is not. */
function wayTo(
  { gateway, routes }: Service,
  check: Check,
  version: Version,
  { targets }: SmokeOptions,
): Way | string {
  const straight = targets[version];
  if (straight) return { base: straight, forced: undefined };
  if (!targets.gateway) return `there is no URL for ${version}`;
  const route = routeOf(routes, check.request.path);
  // The gateway itself answers where there is no route, and only one version does where a route is pinned.
  if (!route || route.to !== 'split') return { base: targets.gateway, forced: undefined };
  if (!gateway.forcedVersion) {
    return `route '${route.name}' is split, and 'gateway.forcedVersion' is not given: give it, or --${version}-url`;
  }
  return { base: targets.gateway, forced: { [gateway.forcedVersion.header]: version } };
}

function otherVersion(
  { headers }: CheckedReply,
  version: Version,
): { readonly verdict: 'fail' | 'no-data'; readonly problem: string } | undefined {
  const served = headers[SERVED_HEADER];
  if (served === version) return undefined;
  if (served === undefined || served === '') {
    const problem =
      "the gateway did not take the forced version: is this address one of 'gateway.forcedVersion.clients'?";
    return { verdict: 'no-data', problem };
  }
  return { verdict: 'fail', problem: `${served} answered in place of ${version}` };
}

function makeRequest({ request }: Check, way: Way, options: SmokeOptions): Exchange {
  const { method, path, query, json } = request;
  const url = new URL(path, way.base);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const body = json === undefined ? undefined : JSON.stringify(json);
  return {
    url,
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'cutover-smoke',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
      ...request.headers,
      ...way.forced,
    },
    body,
    timeoutMs: options.timeoutMs,
    ca: options.ca,
    host: way.base === options.targets.gateway ? options.host : undefined,
  };
}
