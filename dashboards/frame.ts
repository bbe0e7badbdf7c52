import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations';
import { dashboardTitle, dashboardUid, type Slug } from './identity';
import { DATASOURCE, type AnyPanel } from './panels';
import type { Subject } from './subject';

/** A dashboard before it has its frame: variables, annotations, links and places are the same for all. */
export interface Sheet {
  readonly slug: Slug;
  readonly title: string;
  /** The question that it answers. */
  readonly description: string;
  readonly rows: readonly Row[];
  /** Whether its queries ask `$route`. */
  readonly byRoute?: boolean;
  /** How far back it looks when it is opened, for example `now-6h`. */
  readonly from?: string;
}

export interface Row {
  readonly title: string;
  /** Line by line, each line as wide as the dashboard. */
  readonly panels: readonly AnyPanel[];
}

const TAG = 'cutover';

/* eslint-disable @typescript-eslint/no-deprecated -- the newer format is read by no Grafana before 12 and by no sidecar */
/** @returns the dashboard as Grafana imports it, for a namespace that is named after the service. */
export function framed(service: Subject, sheet: Sheet): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(
    dashboardTitle(sheet.title, service.name, service.name),
  )
    .uid(dashboardUid(sheet.slug, service.name, service.name))
    .description(sheet.description)
    .tags([TAG, service.name])
    .readonly()
    .timezone('browser')
    .time({ from: sheet.from ?? 'now-6h', to: 'now' })
    .refresh('30s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables(variables(service, sheet.byRoute ?? false))
    .annotations([...annotations()])
    .link(links(service.name));
  for (const { title, panels } of sheet.rows) {
    builder.withRow(new dashboard.RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  const made = builder.build();
  made.panels?.forEach((panel, index) => {
    panel.id = index + 1;
  });
  return made;
}
/* eslint-enable @typescript-eslint/no-deprecated */

function variables(service: Subject, byRoute: boolean): Builder<dashboard.VariableModel>[] {
  const one = (value: string) => ({ selected: true, text: value, value });
  return [
    new dashboard.DatasourceVariableBuilder('datasource')
      .label('Data source')
      .description('The Prometheus that scrapes the gateway, the guard and both versions.')
      .type('prometheus'),
    new dashboard.QueryVariableBuilder('namespace')
      .label('Namespace')
      .description('Where the service runs: one for each stack.')
      .datasource(DATASOURCE)
      .query({
        query: `label_values(cutover_share_desired{service="$service"}, namespace)`,
        refId: 'namespace',
      })
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .sort(dashboard.VariableSort.AlphabeticalAsc)
      .current(one(service.name)),
    // One value: bounds and plan on this dashboard are those of one service file.
    new dashboard.CustomVariableBuilder('service')
      .label('Service')
      .description('The migrating service, by the name in its file.')
      .values(service.name)
      .options([one(service.name)])
      .current(one(service.name)),
    ...(byRoute ? [routeVariable(service)] : []),
  ];
}

function routeVariable({ routes }: Subject): dashboard.CustomVariableBuilder {
  return new dashboard.CustomVariableBuilder('route')
    .label('Route')
    .description('Routes of the service file; all of them, unless chosen.')
    .values(routes.join(','))
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function links(service: string): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder('Dashboards of this service')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([TAG, service])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}
