import type { DailyReport } from './daily-report';
import {
  comparisonTable,
  comparisonWords,
  deliveryTable,
  deploymentTable,
  gateTable,
  incidentTable,
  type ReportTable,
} from './report-tables';
import { summaryFigures } from './words';

/** @returns the report as Markdown; what charts show stands in its tables. */
export function renderMarkdown(report: DailyReport): string {
  const { service, stack, date, until, recommendation, missing } = report;
  const figures = summaryFigures(report).map(({ name, value, note }) => [name, value, note]);
  return [
    `# ${escaped(service)}, ${date}`,
    `Stack ${escaped(stack)}, until ${until.slice(0, 16).replace('T', ' ')} UTC.`,
    `**${escaped(recommendation.text)}**`,
    ...(recommendation.command === null ? [] : [`    ${recommendation.command}`]),
    ...list(recommendation.reasons),
    table({ head: ['', '', ''], rows: figures, empty: '' }),
    '## Gates',
    table(gateTable(report)),
    '## V1 and V2 over the day',
    table(comparisonTable(report)),
    ...list(comparisonWords(report)),
    '## Incidents',
    table(incidentTable(report)),
    '## Deployments',
    table(deploymentTable(report)),
    '## Delivery',
    table(deliveryTable(report)),
    ...(missing.length === 0 ? [] : ['## Missing', ...list(missing)]),
  ].join('\n\n');
}

function table({ head, rows, empty }: ReportTable): string {
  if (rows.length === 0) return empty;
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const list = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [lines.map((line) => `- ${escaped(line)}`).join('\n')];

const cell = (text: string): string => escaped(text).replaceAll('|', '\\|');

/** Messages come from commits and from people: none of it is to be taken for markup. */
const escaped = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>#]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .replace(/^-{3}$/, '---');
