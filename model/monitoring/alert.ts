import type { AlertRule, RuleContext, Severity } from './rule';

/** What is known of an alert before it is a rule of one deployment. */
export interface AlertSpec {
  readonly name: string;
  readonly severity: Severity;
  /** The version that it speaks of; `each`: that of the series; `none`: of the service, or of both. */
  readonly version: 'v1' | 'v2' | 'each' | 'none';
  readonly expr: string;
  /** Time for which the expression must hold; none: at the first sight. */
  readonly for?: string;
  /** What is wrong, as a sentence without a full stop. May hold Prometheus templates. */
  readonly summary: string;
  /** The value and the bound, in a sentence. May hold Prometheus templates. */
  readonly description: string;
  /** What to do first. */
  readonly action: string;
  /** Labels besides those that every alert has. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Owner of an alert whose service file names none. */
const NOBODY = 'nobody';

/** @returns the rule, with the labels and annotations that every alert of Cutover has. */
export function alertRule({ service, namespace }: RuleContext, spec: AlertSpec): AlertRule {
  const { runbooks } = service.monitoring.alerts;
  return {
    alert: spec.name,
    expr: spec.expr,
    ...(spec.for === undefined ? {} : { for: spec.for }),
    labels: {
      namespace,
      service: service.name,
      // Left to the series where it tells the version itself.
      ...(spec.version === 'each' ? {} : { version: spec.version }),
      owner: plain(service.owner ?? NOBODY),
      severity: spec.severity,
      ...spec.labels,
    },
    annotations: {
      summary: `${service.name}: ${spec.summary}`,
      description: spec.description,
      action: spec.action,
      runbook_url: `${plain(runbooks)}#${spec.name.toLowerCase()}`,
    },
  };
}

/** @returns a text of the service file so that Prometheus takes it for text and for no template. */
export function plain(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** Templates of values, as Prometheus fills them in. */
export const SHOWN = {
  /** A part of 1, as for example `1.234%`. */
  percent: '{{ $value | humanizePercentage }}',
  /** Seconds, as for example `212ms`. */
  duration: '{{ $value | humanizeDuration }}',
  number: '{{ $value | printf "%.4g" }}',
  version: '{{ $labels.version | toUpper }}',
} as const;

/** @returns a part of 1 for people, such as `0.1 %`. */
export function percent(part: number): string {
  return `${Number((part * 100).toPrecision(4))} %`;
}
