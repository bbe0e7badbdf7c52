import type { Service } from '../service/service';

/** A rule that records a series under a name of its own: `cutover:<metric>:<operation>`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A rule that fires an alert, as Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup<R extends RecordingRule | AlertRule = RecordingRule | AlertRule> {
  readonly name: string;
  /** How often its rules are evaluated. */
  readonly interval: string;
  readonly rules: readonly R[];
}

/** What the rules of one deployment of a service are made from. */
export interface RuleContext {
  readonly service: Service;
  /** Where the service runs: two stacks of one service differ by it. */
  readonly namespace: string;
}

/** Between two evaluations of a rule, in seconds: an alert that lasts 30 s must be seen within them. */
export const EVALUATION_SECONDS = 15;
