import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import * as pulumi from '@pulumi/pulumi';
import type { Dashboard } from '../../dashboards/committed';
import { standardLabels } from '../labels';

export interface DashboardsArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** From `dashboardsOf`. A plain value: it decides which children there are. */
  readonly dashboards: readonly Dashboard[];
}

/** What the sidecar of Grafana's Helm charts looks for, unless told otherwise. */
const SIDECAR_LABEL = { grafana_dashboard: '1' };
/** The folder that it puts them in, where it is told to read this annotation. */
const SIDECAR_FOLDER = { grafana_folder: 'Cutover' };

/**
 * The dashboards of a service as ConfigMaps that the sidecar of Grafana finds by their label, one for each: a
 * ConfigMap holds 1 MiB at most. The sidecar must look into the service's namespace (`searchNamespace`).
 *
 * @example
 * const dashboards = new Dashboards('dashboards', {
 *   service: 'supersmartmatch', namespace: 'production', dashboards: dashboardsOf(root, service, 'production'),
 * });
 */
export class Dashboards extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Dashboards', name, {}, opts);
    const { service, namespace, dashboards } = args;
    for (const { slug, file, text } of dashboards) {
      new ConfigMap(
        `${name}-${slug}`,
        {
          metadata: {
            name: `${service}-dashboard-${slug}`,
            namespace,
            labels: { ...standardLabels({ service, component: 'monitoring' }), ...SIDECAR_LABEL },
            annotations: SIDECAR_FOLDER,
          },
          data: { [file]: text },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
