import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import * as pulumi from '@pulumi/pulumi';
import { stringify } from 'yaml';
import { alertmanagerConfigSpec } from '../../model/monitoring/routing/alertmanager-config';
import { alertmanagerFile } from '../../model/monitoring/routing/alertmanager-file';
import { routingOf } from '../../model/monitoring/routing/routing';
import { ruleGroups } from '../../model/monitoring/rule-groups';
import { scrapeFile } from '../../model/monitoring/scrape-file';
import { scrapeTargets } from '../../model/monitoring/targets';
import { monitoringName } from '../../model/names';
import type { Service } from '../../model/service/service';
import { standardLabels } from '../labels';
import { createServiceMonitors } from './service-monitors';

export interface MonitoringArgs {
  /** The migrating service. A plain value: it decides which children there are. */
  readonly service: Service;
  /** Where it runs. A plain value: it is part of every rule. */
  readonly namespace: string;
  /** Whether V1 has been removed. */
  readonly removed: boolean;
}

/**
 * What makes a service seen and alerted on: what is read of its pods, the rules over it, and who is told.
 *
 * With `monitoring.operator` these are objects of the prometheus-operator: a ServiceMonitor for each kind of pod, one
 * PrometheusRule and, where the file names receivers, one AlertmanagerConfig. Without it they are one ConfigMap with the
 * same content as the files that Prometheus and Alertmanager read.
 *
 * @example
 * new Monitoring('monitoring', { service, namespace: 'supersmartmatch', removed: false });
 */
export class Monitoring extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Monitoring', name, {}, opts);
    if (args.service.monitoring.operator) this.createForOperator(name, args);
    else this.createFiles(name, args);
    this.registerOutputs({});
  }

  private createForOperator(name: string, { service, namespace, removed }: MonitoringArgs): void {
    const { labels, alerts } = service.monitoring;
    const metadata = {
      name: monitoringName(service.name),
      namespace,
      labels: { ...ownLabels(service), ...labels },
    };
    createServiceMonitors(
      name,
      { service: service.name, namespace, targets: scrapeTargets(service, removed), labels },
      { parent: this },
    );
    new CustomResource(
      `${name}-rules`,
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata,
        spec: { groups: ruleGroups({ service, namespace }) },
      },
      { parent: this },
    );
    const routing = routingOf(service.name, alerts);
    if (!routing) return;
    new CustomResource(
      `${name}-routes`,
      {
        apiVersion: 'monitoring.coreos.com/v1alpha1',
        kind: 'AlertmanagerConfig',
        metadata,
        spec: alertmanagerConfigSpec(routing),
      },
      { parent: this },
    );
  }

  private createFiles(name: string, { service, namespace, removed }: MonitoringArgs): void {
    const routing = routingOf(service.name, service.monitoring.alerts);
    const targets = scrapeTargets(service, removed);
    new ConfigMap(
      `${name}-files`,
      {
        metadata: {
          name: monitoringName(service.name),
          namespace,
          labels: { ...ownLabels(service), ...service.monitoring.labels },
        },
        data: {
          'rules.yml': text({ groups: ruleGroups({ service, namespace }) }),
          'scrape.yml': text(scrapeFile(service.name, namespace, targets)),
          ...(routing ? { 'alertmanager.yml': text(alertmanagerFile(routing)) } : {}),
        },
      },
      { parent: this },
    );
  }
}

const ownLabels = ({ name: service }: Service) =>
  standardLabels({ service, component: 'monitoring' });

/** Without aliases: what is the same twice is written twice, for readers and for programs that know no aliases. */
const text = (content: object): string => stringify(content, { aliasDuplicateObjects: false });
