import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './panels';
import { rate, select } from './queries';

interface Event {
  readonly name: string;
  readonly color: string;
  /** Above 0 while it lasts: Grafana leaves out what is 0. */
  readonly expr: string;
  /** What is told of it; may hold labels. */
  readonly text: string;
}

/** The share that the agents tell in a gauge, as a label: an annotation can show labels alone. */
const asLabel = (label: string, gauge: string): string => `count_values("${label}", ${gauge})`;

const desired = `max(${select('cutover_share_desired')})`;
const observed = `min(${select('cutover_share_observed')})`;
const hold = `min(${select('cutover_hold')})`;
const changed = `sum(changes(${select('cutover_share_desired')}[$__rate_interval])) > 0`;

const EVENTS: readonly Event[] = [
  {
    name: 'Share changes',
    color: 'blue',
    expr: `${asLabel('share', desired)} and on () (${changed})`,
    text: 'Desired share: {{share}} %',
  },
  {
    name: 'Holds',
    color: 'red',
    expr: asLabel('hold', `${hold} < 100`),
    text: 'A hold at {{hold}} % is in force',
  },
  {
    name: 'Rollbacks',
    color: 'orange',
    // One interval after it fell: a fall that lasts no longer than a scrape is still seen.
    expr: `${asLabel('share', observed)} and on () (${observed} < min(${select('cutover_share_observed')} offset $__rate_interval))`,
    text: 'The observed share fell to {{share}} %',
  },
  {
    name: 'Rejected configurations',
    color: 'purple',
    expr: `sum(${rate('cutover_agent_rejected_total')}) > 0`,
    text: 'NGINX refused a configuration and serves the one before',
  },
];

/** What happened to the share, drawn over every panel that has time as its axis. */
export function annotations(): readonly AnnotationQueryBuilder[] {
  return EVENTS.map(({ name, color, expr, text }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(DATASOURCE)
      .enable(true)
      .hide(false)
      .iconColor(color)
      .expr(expr)
      .step('15s')
      .titleFormat(name)
      .textFormat(text)
      .tagKeys(''),
  );
}
