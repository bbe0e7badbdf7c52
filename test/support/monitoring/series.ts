/** A series that promtool is given. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** Where the service under test runs. */
export const NAMESPACE = 'shop';
const SERVICE = 'supersmartmatch';

/** Seconds between two values of a series, unless a case says otherwise. */
export const STEP_SECONDS = 15;

/** Values of a series: enough for 25 minutes at {@link STEP_SECONDS}. */
const STEPS = 100;

/** @param values - in the notation of promtool; one number stands for itself all the time. */
export function gauge(name: string, labels: string, values: string | number): InputSeries {
  const own = labels === '' ? '' : `,${labels}`;
  return {
    series: `${name}{namespace="${NAMESPACE}",service="${SERVICE}"${own}}`,
    values: typeof values === 'number' ? `${values}x${STEPS}` : values,
  };
}

/** @returns a counter that grows evenly. */
export function counter(
  name: string,
  labels: string,
  perSecond: number,
  { stepSeconds = STEP_SECONDS, steps = STEPS } = {},
): InputSeries {
  return gauge(name, labels, `0+${perSecond * stepSeconds}x${steps}`);
}

type Version = 'v1' | 'v2';

export const replies = (version: Version, perSecond: number, code = '200'): InputSeries =>
  counter(
    'cutover_requests_total',
    `version="${version}",route="match",code="${code}",pod="a"`,
    perSecond,
  );

export const failures = (version: Version, perSecond: number): InputSeries =>
  counter(
    'cutover_version_failures_total',
    `version="${version}",route="match",pod="a"`,
    perSecond,
  );

export const fallbacks = (perSecond: number): InputSeries =>
  counter('cutover_fallback_total', 'route="match",pod="a"', perSecond);

/** @returns requests of a version that all took longer than one bound of the histogram and no longer than the next. */
export function latency(
  version: Version,
  perSecond: number,
  from: number,
  to: number,
): InputSeries[] {
  const bucket = (le: string, rate: number): InputSeries =>
    counter(
      'cutover_request_duration_seconds_bucket',
      `version="${version}",route="match",le="${le}",pod="a"`,
      rate,
    );
  return [bucket(String(from), 0), bucket(String(to), perSecond), bucket('+Inf', perSecond)];
}

/** @returns what the agents tell of the shares. */
export function shares(of: {
  readonly hold?: number | string;
  readonly effective?: number | string;
  readonly observed?: number | string;
}): InputSeries[] {
  return [
    ...(of.hold === undefined ? [] : [gauge('cutover_hold', 'pod="a"', of.hold)]),
    ...(of.effective === undefined
      ? []
      : [gauge('cutover_share_effective', 'pod="a"', of.effective)]),
    ...(of.observed === undefined ? [] : [gauge('cutover_share_observed', 'pod="a"', of.observed)]),
  ];
}

export const up = (place: string, value: number | string): InputSeries =>
  gauge('up', `job="${SERVICE}-${place}",pod="${place}-1"`, value);
