import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** Where all queries go: the data source that the reader chooses. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** One query with what its series are called. */
export interface Line {
  readonly expr: string;
  /** May hold labels, as in `{{route}}`. */
  readonly legend: string;
}

/** A limit that is drawn: what lies on its wrong side is red. At least one of the two is given. */
export interface Bound {
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface PanelText {
  readonly title: string;
  /** What is shown, what it is computed from, and what to make of it. */
  readonly description: string;
  /** A unit of Grafana. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Of the 24 columns. */
  readonly span: number;
}

/** A number, or a state, and how it is shown. */
export interface Shown {
  readonly text: string;
  readonly color: string;
}

/** What the panels of these dashboards are made by. */
export type AnyPanel =
  timeseries.PanelBuilder | stat.PanelBuilder | statetimeline.PanelBuilder | table.PanelBuilder;

const HEIGHT = 8;
const LOW_HEIGHT = 4;

/** V1 and V2 look the same on every dashboard. */
const VERSION_COLORS = { '/^V1/': 'blue', '/^V2/': 'orange' } as const;

/** Lines over time, with the bound drawn across. */
export function timeSeries(text: PanelText, bound?: Bound): timeseries.PanelBuilder {
  const panel = described(new timeseries.PanelBuilder(), text, HEIGHT)
    .lineWidth(2)
    .fillOpacity(5)
    .showPoints(common.VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
  for (const [pattern, color] of Object.entries(VERSION_COLORS)) {
    panel.overrideByRegexp(pattern, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  if (bound === undefined) return panel;
  return panel
    .thresholds(thresholds(bound))
    .thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
}

/** The present value, large. */
export function figure(
  text: PanelText,
  how: {
    readonly bound?: Bound;
    readonly shown?: Readonly<Record<string, Shown>>;
    /** Whether the name of the series is what there is to see. */
    readonly name?: boolean;
    /** As high as what stands beside it. */
    readonly high?: boolean;
  } = {},
): stat.PanelBuilder {
  const panel = described(
    new stat.PanelBuilder(),
    text,
    how.high === true ? HEIGHT : LOW_HEIGHT,
    true,
  )
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(how.bound ? common.BigValueColorMode.Background : common.BigValueColorMode.None)
    .textMode(how.name === true ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
    .noValue('no data')
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  if (how.bound) panel.thresholds(thresholds(how.bound));
  if (how.shown) panel.mappings([mapping(how.shown)]);
  return panel;
}

/** States over time, one row for each series. Every value that a query may give has its words. */
export function states(
  text: PanelText,
  shown: Readonly<Record<string, Shown>>,
): statetimeline.PanelBuilder {
  return described(new statetimeline.PanelBuilder(), text, HEIGHT)
    .mappings([mapping(shown)])
    .mergeValues(true)
    .showValue(common.VisibilityMode.Auto)
    .rowHeight(0.8)
    .fillOpacity(80)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
    .legend(new common.VizLegendOptionsBuilder().showLegend(false));
}

/** The present values of several series: a row for each value of one label, a column for each of another. */
export function matrix(
  text: PanelText,
  labels: { readonly row: string; readonly column: string },
): table.PanelBuilder {
  return described(new table.PanelBuilder(), text, HEIGHT, true)
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: labels.row, columnField: labels.column, valueField: 'Value' },
    })
    .noValue('-');
}

function described<P extends AnyPanel>(
  panel: P,
  { title, description, unit, lines, span }: PanelText,
  height: number,
  instant = false,
): P {
  panel
    .title(title)
    .description(description)
    .unit(unit)
    .span(span)
    .height(height)
    .datasource(DATASOURCE);
  lines.forEach((line, index) => {
    panel.withTarget(query(line, index, instant, panel instanceof table.PanelBuilder));
  });
  return panel;
}

function query(
  { expr, legend }: Line,
  index: number,
  instant: boolean,
  asTable: boolean,
): prometheus.DataqueryBuilder {
  const made = new prometheus.DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .expr(expr)
    .legendFormat(legend)
    .editorMode(prometheus.QueryEditorMode.Code);
  if (asTable) made.format(prometheus.PromQueryFormat.Table);
  return instant ? made.instant() : made.range();
}

function thresholds({ atMost, atLeast }: Bound): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([
      { value: null, color: atLeast === undefined ? 'green' : 'red' },
      ...(atLeast === undefined ? [] : [{ value: atLeast, color: 'green' }]),
      ...(atMost === undefined ? [] : [{ value: atMost, color: 'red' }]),
    ]);
}

function mapping(shown: Readonly<Record<string, Shown>>): dashboard.ValueMap {
  const options = Object.entries(shown).map(([value, { text, color }], index) => [
    value,
    { text, color, index },
  ]);
  return {
    type: dashboard.MappingType.ValueToText,
    options: Object.fromEntries(options) as dashboard.ValueMap['options'],
  };
}
