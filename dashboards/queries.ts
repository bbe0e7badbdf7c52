import { VERSIONS, type Version } from '../model/names';

/** What every selector begins with: one service in one namespace, in the variables of the dashboards. */
const SUBJECT = 'namespace="$namespace",service="$service"';

/** Replies of NGINX and of versions that count as errors. */
const SERVER_ERROR = 'code=~"5.."';

/**
 * @param metric - its name.
 * @param matchers - further matchers, for example `version="v2"`.
 * @returns a selector of the series that belong to the service on view.
 */
export function select(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${[SUBJECT, ...matchers].join(',')}}`;
}

/** @returns `rate()` over a window that always holds several samples, whatever the range on view. */
export function rate(metric: string, ...matchers: readonly string[]): string {
  return `rate(${select(metric, ...matchers)}[$__rate_interval])`;
}

/**
 * @returns the part as a share of the whole. A part that was never counted is 0 where the whole was, and nothing
 * where the whole was not: no data never reads as zero.
 */
export function ratio(part: string, whole: string): string {
  return `(${part} or 0 * ${whole}) / ${whole}`;
}

export const ofVersion = (version: Version): string => `version="${version}"`;
/** Both versions, without the requests for which none was asked. */
export const ofBoth = `version=~"${VERSIONS.join('|')}"`;

/** Requests a second that a version answered. */
export function answered(version: Version, ...matchers: readonly string[]): string {
  return `sum(${rate('cutover_requests_total', ofVersion(version), ...matchers)})`;
}

/**
 * Requests a second for which a version was asked. The gateway counts a request for the version that answered it, so
 * that those which V2 left to V1 are counted for V1: they belong to both.
 */
export function asked(version: Version, ...matchers: readonly string[]): string {
  const own = answered(version, ...matchers);
  if (version === 'v1') return own;
  const fallbacks = `sum(${rate('cutover_fallback_total', ...matchers)})`;
  return `(${own} + (${fallbacks} or 0 * ${own}))`;
}

/** Attempts a second at a version that failed, those that a fallback hid from the client among them. */
export function failed(version: Version, ...matchers: readonly string[]): string {
  return `sum(${rate('cutover_version_failures_total', ofVersion(version), ...matchers)})`;
}

/** Part of the requests that the gateway answered with an error, whoever was to blame. */
export function clientErrors(...matchers: readonly string[]): string {
  const all = `sum(${rate('cutover_requests_total', ...matchers)})`;
  return ratio(`sum(${rate('cutover_requests_total', SERVER_ERROR, ...matchers)})`, all);
}

/** Seconds within which the part `quantile` (0 to 1) of the requests of a version were answered. */
export function latency(
  quantile: number,
  version: Version,
  ...matchers: readonly string[]
): string {
  return `histogram_quantile(${quantile}, sum by (le) (${rate('cutover_request_duration_seconds_bucket', ofVersion(version), ...matchers)}))`;
}
