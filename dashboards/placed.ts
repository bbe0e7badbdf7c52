import { dashboardTitle, dashboardUid, type Slug } from './identity';
import { parseDashboard } from './json';

export interface Place {
  readonly slug: Slug;
  readonly service: string;
  readonly namespace: string;
}

/**
 * @param text - a dashboard for a namespace that is named after the service.
 * @returns the dashboard for a namespace: it opens on that, and has an address and a title of its own, so that one
 * Grafana may show several stacks. Without line breaks, as nobody reads it.
 */
export function placed(text: string, { slug, service, namespace }: Place): string {
  const dashboard = parseDashboard(text);
  const title = dashboard.title.slice(dashboardTitle('', service, service).length);
  const current = { selected: true, text: namespace, value: namespace };
  return JSON.stringify({
    ...dashboard,
    uid: dashboardUid(slug, service, namespace),
    title: dashboardTitle(title, service, namespace),
    templating: {
      ...dashboard.templating,
      list: dashboard.templating.list.map((variable) =>
        variable.name === 'namespace' ? { ...variable, current } : variable,
      ),
    },
  });
}
