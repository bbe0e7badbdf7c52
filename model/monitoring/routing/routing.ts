import { seconds } from '../../service/fields';
import type { Alerts, SecretRef } from '../../service/alerts';
import { SEVERITIES, type Severity } from '../rule';
import { inhibitions, type Inhibition } from './inhibitions';
import { is, type Matcher } from './matcher';

/** Who is told. A receiver without any channel is told nothing. */
export interface Receiver {
  readonly name: string;
  readonly pagerduty?: { readonly routingKey: SecretRef; readonly url?: string | undefined };
  readonly slack?: NonNullable<Alerts['slack']>;
  readonly email?: NonNullable<Alerts['email']>;
}

/** Times of a route, in Alertmanager's notation. */
interface Pace {
  /** From the first alert of a group to the first message: what fires together is told together. */
  readonly groupWait: string;
  /** From one message of a group to the next when alerts have been added to it. */
  readonly groupInterval: string;
  /** From one message to its repetition while nothing changes. */
  readonly repeatInterval: string;
}

interface Route extends Pace {
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
}

/** Who is told of which alerts of a service. */
export interface Routing {
  readonly service: string;
  /** Alerts that agree in these labels are one message. */
  readonly groupBy: readonly string[];
  /** In order; an alert takes the first that matches. What matches none goes to the last. */
  readonly routes: readonly Route[];
  readonly receivers: readonly Receiver[];
  readonly inhibitions: readonly Inhibition[];
}

const GROUP_BY = ['service', 'version', 'severity'] as const;

/** A page waits for what would explain it (10 s), and comes again every hour. */
const PACE: Readonly<Record<Severity, Pace>> = {
  critical: { groupWait: '10s', groupInterval: '1m', repeatInterval: '1h' },
  warning: { groupWait: '30s', groupInterval: '5m', repeatInterval: '12h' },
  info: { groupWait: '1m', groupInterval: '10m', repeatInterval: '24h' },
};

type Channel = 'pagerduty' | 'slack' | 'email';

/**
 * Channels of a severity. Requirement 003: what is critical goes to PagerDuty, warnings to Slack. The team's channel sees
 * what is critical as well.
 */
const CHANNELS: Readonly<Record<Severity, readonly Channel[]>> = {
  critical: ['pagerduty', 'slack'],
  warning: ['slack'],
  info: ['email'],
};

/** In whose place another channel is taken where the file names none for a severity. */
const INSTEAD: readonly Channel[] = ['slack', 'email', 'pagerduty'];

/** @returns `undefined` where the file names nobody. */
export function routingOf(service: string, alerts: Alerts): Routing | undefined {
  const known = INSTEAD.filter((channel) => alerts[channel] !== undefined);
  if (known.length === 0) return undefined;
  const levels = escalations(service, alerts);
  return {
    service,
    groupBy: GROUP_BY,
    routes: [
      ...levels.map(({ level, receiver }) => ({
        receiver: receiver.name,
        matchers: [is('escalation', level)],
        ...PACE.critical,
      })),
      ...SEVERITIES.map((severity) => ({
        receiver: receiverName(service, severity),
        matchers: [is('severity', severity)],
        ...PACE[severity],
      })),
    ],
    receivers: [
      ...SEVERITIES.map((severity) => receiverFor(service, severity, alerts, known)),
      ...levels.map(({ receiver }) => receiver),
    ],
    inhibitions: inhibitions(),
  };
}

const receiverName = (service: string, suffix: string): string => `${service}-${suffix}`;

function receiverFor(
  service: string,
  severity: Severity,
  alerts: Alerts,
  known: readonly Channel[],
): Receiver {
  const wanted = CHANNELS[severity].filter((channel) => known.includes(channel));
  const channels = wanted.length > 0 ? wanted : known.slice(0, 1);
  return {
    name: receiverName(service, severity),
    ...(channels.includes('pagerduty') && alerts.pagerduty ? { pagerduty: alerts.pagerduty } : {}),
    ...(channels.includes('slack') && alerts.slack ? { slack: alerts.slack } : {}),
    ...(channels.includes('email') && alerts.email ? { email: alerts.email } : {}),
  };
}

interface Escalation {
  readonly level: string;
  readonly receiver: Receiver;
}

/** Levels that begin later than the alert itself. Each is told the way of pages, and those it names by mail. */
function escalations(service: string, alerts: Alerts): Escalation[] {
  const { pagerduty, slack, email } = alerts;
  return alerts.escalation
    .filter(({ after }) => seconds(after) > 0)
    .map(({ level, routingKey, email: to }) => {
      const key = routingKey ?? pagerduty?.routingKey;
      return {
        level,
        receiver: {
          name: receiverName(service, `escalation-${level.toLowerCase()}`),
          ...(key ? { pagerduty: { routingKey: key, url: pagerduty?.url } } : {}),
          ...(slack ? { slack } : {}),
          ...(email && to.length > 0 ? { email: { ...email, to } } : {}),
          ...(email && to.length === 0 && !key && !slack ? { email } : {}),
        },
      };
    });
}
