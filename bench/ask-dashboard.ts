import { parseDashboard } from '../dashboards/json';
import { BUILT_IN, filledIn } from '../dashboards/variables';
import type { Prometheus, RangeReading } from '../prometheus/reading';

/** How closely a panel looks; twice the interval at which Prometheus scrapes at most. */
const STEP_SECONDS = 15;

/** What a query of a dashboard came to. */
export interface AskedQuery {
  /** A panel, or an annotation that is drawn over all of them. */
  readonly kind: 'panel' | 'annotation';
  readonly title: string;
  readonly refId: string;
  /** As Prometheus was asked. */
  readonly expr: string;
  /** `data`: at least one number that is finite. */
  readonly answer: 'data' | 'no data' | 'error';
  /** What Prometheus said of an error; else empty. */
  readonly message: string;
}

export interface View {
  readonly service: string;
  readonly namespace: string;
  readonly from: Date;
  readonly to: Date;
}

/** Asks every query of a dashboard as Grafana would when somebody looks at it. One after the other. */
export async function askDashboard(
  prometheus: Prometheus,
  text: string,
  view: View,
): Promise<AskedQuery[]> {
  const { panels, annotations } = parseDashboard(text);
  const values = { ...BUILT_IN, service: view.service, namespace: view.namespace, route: '.*' };
  const queries = [
    ...panels.flatMap(({ title, targets }) =>
      targets.map((target) => ({ kind: 'panel', title, ...target }) as const),
    ),
    ...annotations.list.map(
      ({ name, expr }) =>
        ({ kind: 'annotation', title: name, refId: '-', expr, instant: false }) as const,
    ),
  ];
  const asked: AskedQuery[] = [];
  for (const { kind, title, refId, instant, expr: template } of queries) {
    const expr = filledIn(template, values);
    const reading = await prometheus.range(expr, {
      start: instant ? view.to : view.from,
      end: view.to,
      stepSeconds: STEP_SECONDS,
    });
    asked.push({ kind, title, refId, expr, ...answerOf(reading) });
  }
  return asked;
}

function answerOf(reading: RangeReading): Pick<AskedQuery, 'answer' | 'message'> {
  if (reading.kind === 'error') return { answer: 'error', message: reading.message };
  const finite = reading.series.some(({ points }) =>
    points.some(({ value }) => Number.isFinite(value)),
  );
  return { answer: finite ? 'data' : 'no data', message: '' };
}
