import { VERSIONS } from '../model/names';
import { SYNC_METRICS } from '../model/sync-metrics';
import type { Row, Sheet } from './frame';
import { figure, states, timeSeries, type PanelText } from './panels';
import { latency, ofVersion, rate, ratio, select } from './queries';
import type { Subject } from './subject';

/** How far is the data, is it the same, and what does its migration cost? (Requirement 001.) */
export function dataMigration(service: Subject): Sheet {
  return {
    slug: 'data-migration',
    title: 'data migration',
    description: `How far the data of ${service.name} has been brought from V1's stores to V2's, whether it is the same there, and what bringing it costs.`,
    rows: [progress(), sameness(), impact()],
  };
}

/** Every panel says where its numbers come from: that program is not part of Cutover yet. */
function told(text: PanelText): PanelText {
  const source = `From ${SOURCE}, the metrics of the program that migrates the data: empty where it does not run.`;
  return { ...text, description: `${text.description} ${source}` };
}

const SOURCE = '`cutover_sync_*`';

function progress(): Row {
  return {
    title: 'Progress (migration_progress)',
    panels: [
      timeSeries(
        told({
          title: 'Completion',
          description: "Part of the data that V2's stores have (sync_completion_percentage).",
          unit: 'percentunit',
          span: 8,
          lines: [
            { expr: `min by (store) (${select(SYNC_METRICS.progress)})`, legend: '{{store}}' },
          ],
        }),
        { atLeast: 1 },
      ),
      states(
        told({
          title: 'Synchronisation',
          description: 'Whether data is being copied.',
          unit: 'none',
          span: 8,
          lines: [{ expr: `max(${select(SYNC_METRICS.running)})`, legend: 'sync' }],
        }),
        { '0': { text: 'stopped', color: 'orange' }, '1': { text: 'running', color: 'green' } },
      ),
      timeSeries(
        told({
          title: 'Lag',
          description:
            "How far V2's stores are behind V1's. 0.1 s is the aim, an alert is at 0.5 s, a rollback at 1 s.",
          unit: 's',
          span: 8,
          lines: [{ expr: `max by (store) (${select(SYNC_METRICS.lag)})`, legend: '{{store}}' }],
        }),
        { atMost: 0.1 },
      ),
    ],
  };
}

function sameness(): Row {
  const cache = (version: (typeof VERSIONS)[number], ...more: readonly string[]): string =>
    `sum(${rate(SYNC_METRICS.cacheRequests, ofVersion(version), ...more)})`;
  return {
    title: 'Sameness',
    panels: [
      timeSeries(
        told({
          title: 'Consistency',
          description:
            'Part of the compared entries whose checksums agree (data_consistency_score). 99.9 % is the aim, a rollback is at 95 %.',
          unit: 'percentunit',
          span: 7,
          lines: [
            { expr: `min by (store) (${select(SYNC_METRICS.integrity)})`, legend: '{{store}}' },
          ],
        }),
        { atLeast: 0.999 },
      ),
      timeSeries(
        told({
          title: 'Sessions',
          description:
            'Active sessions on V1, and those of them that V2 has (active_sessions_migrated).',
          unit: 'short',
          span: 7,
          lines: [
            { expr: `max(${select(SYNC_METRICS.sessionsActive)})`, legend: 'active' },
            { expr: `max(${select(SYNC_METRICS.sessionsMigrated)})`, legend: 'migrated' },
          ],
        }),
      ),
      figure(
        told({
          title: 'Lost sessions',
          description: 'Sessions that V2 should have and has not. One is too many.',
          unit: 'none',
          span: 3,
          lines: [
            {
              expr: `max(${select(SYNC_METRICS.sessionsLost)})`,
              legend: 'lost',
            },
          ],
        }),
        { bound: { atMost: 1 } },
      ),
      timeSeries(
        told({
          title: 'Cache hits',
          description:
            "Part of the requests to each version's cache that it answered (cache_hit_ratio_v1_vs_v2). V2 must keep 95 % of V1's.",
          unit: 'percentunit',
          span: 7,
          lines: VERSIONS.map((version) => ({
            expr: ratio(cache(version, 'result="hit"'), cache(version)),
            legend: version.toUpperCase(),
          })),
        }),
      ),
    ],
  };
}

function impact(): Row {
  const p95 = latency(0.95, 'v1');
  return {
    title: 'Impact (performance_impact)',
    panels: [
      timeSeries(
        told({
          title: 'Response time',
          description:
            "V1's p95 by that of the same time a day before (response_time_degradation). 5 % more at most. From the gateway; it needs a day of history.",
          unit: 'percentunit',
          span: 6,
          lines: [
            {
              expr: `${p95} / ${p95.replaceAll('[$__rate_interval]', '[$__rate_interval] offset 1d')} - 1`,
              legend: 'V1, more than a day before',
            },
          ],
        }),
        { atMost: 0.05 },
      ),
      timeSeries(
        told({
          title: 'CPU',
          description: 'CPUs that the program uses (cpu_impact_migration).',
          unit: 'none',
          span: 6,
          lines: [{ expr: `sum(${rate(SYNC_METRICS.cpuSeconds)})`, legend: 'CPUs' }],
        }),
      ),
      timeSeries(
        told({
          title: 'Memory',
          description: 'Memory that the program holds (memory_usage_during_sync).',
          unit: 'bytes',
          span: 6,
          lines: [{ expr: `sum(${select(SYNC_METRICS.memoryBytes)})`, legend: 'resident' }],
        }),
      ),
      timeSeries(
        told({
          title: 'Network',
          description: 'Bytes a second that the program reads and writes (network_bandwidth_sync).',
          unit: 'Bps',
          span: 6,
          lines: [
            {
              expr: `sum by (direction) (${rate(SYNC_METRICS.networkBytes)})`,
              legend: '{{direction}}',
            },
          ],
        }),
      ),
    ],
  };
}
