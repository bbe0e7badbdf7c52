import { gateChart, shareChart, type Chart } from './charts';
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
import { STYLE } from './report-style';
import { summaryFigures } from './words';

/** Draws a chart. @returns an SVG element. */
export type Draw = (spec: object) => Promise<string>;

/** @returns the report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export async function renderHtml(report: DailyReport, draw: Draw): Promise<string> {
  const { service, stack, date, until, series, missing } = report;
  const share = shareChart(report);
  const charts = (series?.gates ?? []).flatMap((gate) => gateChart(report, gate) ?? []);
  // One after another: the drawings share what Vega keeps between them.
  const drawn: string[] = [];
  for (const chart of charts) drawn.push(await figure(chart, draw, GATE_KEYS));
  const title = `${escaped(service)}, ${date}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="where">Daily report of the migration, stack ${escaped(stack)}, until ${until.slice(0, 16).replace('T', ' ')} UTC</p>
${next(report)}
${figures(report)}
${planList(report)}
${section('Share', share ? await figure(share, draw, SHARE_KEYS) : '<p class="empty">The share over the day is not known.</p>')}
${section('Gates', table(gateTable(report)))}
${section('V1 and V2 over the day', table(comparisonTable(report)) + list(comparisonWords(report)) + (drawn.length > 0 ? `<div class="charts">${drawn.join('')}</div>` : ''))}
${section('Incidents', table(incidentTable(report)))}
${section('Deployments', table(deploymentTable(report)))}
${section('Delivery', table(deliveryTable(report)))}
${missing.length > 0 ? section('Missing', list(missing)) : ''}
<footer>Made by cutover report. For the statistics behind V1 and V2: cutover ab --stack ${escaped(stack)}</footer>
</main>
</body>
</html>
`;
}

const SHARE_KEYS = '<span class="key v2"></span>observed<span class="key dashed"></span>desired';
const GATE_KEYS =
  '<span class="key v2"></span>V2<span class="key v1"></span>V1<span class="key bound"></span>bound';

async function figure(
  { title, description, spec, narrow }: Chart,
  draw: Draw,
  keys: string,
): Promise<string> {
  const label = escaped(description);
  const wide = await draw(spec);
  const drawing =
    narrow === undefined
      ? wide
      : `<div class="wide">${wide}</div><div class="narrow">${await draw(narrow)}</div>`;
  return `<figure role="img" aria-label="${label}"><figcaption><b>${escaped(title)}</b>${keys}</figcaption>${drawing}</figure>`;
}

function next({ recommendation }: DailyReport): string {
  const { action, text, command, reasons } = recommendation;
  const code = command === null ? '' : `<code>${escaped(command)}</code>`;
  return `<div class="next ${action}"><strong>${escaped(text)}</strong>${code}${list(reasons)}</div>`;
}

function figures(report: DailyReport): string {
  const items = summaryFigures(report).map(({ name, value, note }) => {
    const kind = value === 'not known' ? 'unknown' : 'value';
    return `<div><dt>${escaped(name)}</dt><dd class="${kind}">${escaped(value)}</dd><dd class="note">${escaped(note)}</dd></div>`;
  });
  return `<dl class="figures">${items.join('')}</dl>`;
}

function planList({ plan, summary: { migrationPercentage: share } }: DailyReport): string {
  if (!plan) return '';
  const present = share === null ? undefined : plan.shares.findLast((one) => one <= share);
  const items = plan.shares.map((one) => {
    const state = one === present ? 'now' : present !== undefined && one < present ? 'done' : '';
    const current = state === 'now' ? ' aria-current="step"' : '';
    return `<li class="${state}"${current}>${one} %</li>`;
  });
  return `<ol class="plan" aria-label="Shares of plan ${escaped(plan.name)}">${items.join('')}</ol>`;
}

const section = (title: string, content: string): string =>
  `<section><h2>${title}</h2>${content}</section>`;

function table({ head, rows, empty }: ReportTable): string {
  if (rows.length === 0) return `<p class="empty">${escaped(empty)}</p>`;
  const heads = head.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const lines = rows.map((cells) => `<tr>${cells.map(cell).join('')}</tr>`).join('');
  return `<div class="scroll" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Characters that a cell holds in one line. */
const LONGEST_CELL = 32;

/** What is told by a colour as well. */
const BADGES = new Set([
  ...['pass', 'fail', 'error', 'no-data', 'inconclusive', 'succeeded', 'failed', 'in-progress'],
  ...['hold', 'release', 'verdict', 'update failed', 'share lowered'],
]);

function cell(text: string): string {
  const long = text.length > LONGEST_CELL ? ' class="long"' : '';
  if (!BADGES.has(text)) return `<td${long}>${escaped(text)}</td>`;
  return `<td><span class="badge ${text.replace(' ', '-')}">${text}</span></td>`;
}

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;

/** Messages come from commits and from people: none of it is to be taken for markup. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
