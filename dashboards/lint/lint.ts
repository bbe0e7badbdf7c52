import type { DashboardJson, PanelJson } from '../json';
import { selectorsOf } from './selectors';
import { variablesIn } from '../variables';

const COLUMNS = 24;
/** Grafana refuses longer ones. */
const LONGEST_UID = 40;
const DATASOURCE = '${datasource}';

/** What every selector must hold, or a dashboard shows the numbers of several services as those of one. */
const OWN = ['namespace="$namespace"'];

/** Metrics of which all carry the labels; those of the service itself are as its file has them. */
const KNOWN = /^(cutover|container)_/;

/**
 * Finds what Grafana takes without a word and readers stumble over.
 *
 * @returns a sentence for each problem; none when all is well. Whether the queries parse is not looked at here.
 */
export function lintDashboard(dashboard: DashboardJson): string[] {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  return [
    ...lintHead(dashboard),
    ...lintVariables(dashboard),
    ...twice(dashboard.panels.map(({ id }) => `panel id ${id}`)),
    ...twice(panels.map(({ title }) => `panel title '${title}'`)),
    ...lintPlaces(dashboard.panels),
    ...panels.flatMap((panel) => lintPanel(panel).map((told) => `panel '${panel.title}' ${told}`)),
    ...dashboard.annotations.list.flatMap(({ name, expr, datasource }) =>
      [...lintSource(datasource), ...lintQuery(expr)].map((told) => `annotation '${name}' ${told}`),
    ),
  ];
}

function lintHead({ uid, title, description, tags }: DashboardJson): string[] {
  return [
    ...(/^[a-z0-9-]+$/.test(uid) && uid.length <= LONGEST_UID ? [] : [`uid '${uid}' is not valid`]),
    ...(title === '' ? ['the dashboard has no title'] : []),
    ...(description === '' ? ['the dashboard has no description'] : []),
    ...(tags.includes('cutover') ? [] : ["the dashboard has no tag 'cutover'"]),
  ];
}

function lintVariables({ templating, panels, annotations }: DashboardJson): string[] {
  const declared = templating.list.map(({ name }) => name);
  const text = JSON.stringify([panels, annotations, templating.list.map(({ query }) => query)]);
  const used = new Set([
    ...variablesIn(text),
    ...(text.includes(DATASOURCE) ? ['datasource'] : []),
  ]);
  return [
    ...declared.filter((name) => !used.has(name)).map((name) => `variable '${name}' is not used`),
    ...[...used]
      .filter((name) => !declared.includes(name))
      .map((name) => `'$${name}' is no variable`),
    ...templating.list
      .filter(({ label, description }) => label === '' || description === '')
      .map(({ name }) => `variable '${name}' has no label or no description`),
    ...twice(declared.map((name) => `variable '${name}'`)),
  ];
}

function lintPlaces(panels: readonly PanelJson[]): string[] {
  return panels.flatMap(({ title, gridPos: a }, index) => [
    ...(a.x + a.w > COLUMNS ? [`panel '${title}' goes beyond the last column`] : []),
    ...panels
      .slice(index + 1)
      .filter(
        ({ gridPos: b }) =>
          a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      )
      .map((other) => `panel '${title}' lies over panel '${other.title}'`),
  ]);
}

function lintPanel({ description, targets, datasource, fieldConfig }: PanelJson): string[] {
  const steps = fieldConfig?.defaults.thresholds?.steps ?? [];
  return [
    ...(/\.$/.test(description) ? [] : ['has no description that is a sentence']),
    ...(fieldConfig?.defaults.unit === undefined ? ['has no unit'] : []),
    ...(targets.length === 0 ? ['has no query'] : []),
    ...lintSource(datasource),
    ...(rising(steps.map(({ value }) => value ?? -Infinity))
      ? []
      : ['has thresholds out of order']),
    ...twice(targets.map(({ refId }) => `refId ${refId}`)),
    ...targets.flatMap((target) => [
      ...lintSource(target.datasource),
      ...(target.legendFormat === undefined ? ['has a query without a legend'] : []),
      ...lintQuery(target.expr),
    ]),
  ];
}

function lintQuery(expr: string): string[] {
  const all = selectorsOf(expr);
  const selectors = all.filter(({ metric }) => KNOWN.test(metric));
  return [
    ...(all.length === 0 ? ['asks for no metric'] : []),
    ...selectors
      .filter(({ matchers }) => !OWN.every((matcher) => matchers.includes(matcher)))
      .map(({ metric }) => `asks for ${metric} of every namespace`),
    ...selectors
      .filter(({ matchers }) => !matchers.some((matcher) => matcher.includes('$service')))
      .map(({ metric }) => `asks for ${metric} of every service`),
  ];
}

const lintSource = (datasource: { readonly uid: string } | undefined): string[] =>
  datasource?.uid === DATASOURCE ? [] : ['does not ask the chosen data source'];

const rising = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? NaN));

function twice(names: readonly string[]): string[] {
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(again)].map((name) => `${name} is there twice`);
}
