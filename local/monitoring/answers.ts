import { z } from 'zod';
import type { Inside } from '../cluster/inside';
import { monitoringNamespace, monitoringPorts, type MonitoringServer } from './names';

/** Where each server says that it works. */
const readyPaths: Readonly<Record<MonitoringServer, string>> = {
  prometheus: '/-/ready',
  alertmanager: '/-/ready',
  receiver: '/deliveries',
};

const serviceSchema = z.object({ spec: z.object({ clusterIP: z.string() }) });
const alertmanagersSchema = z.object({
  data: z.object({ activeAlertmanagers: z.array(z.unknown()) }),
});

type Asking = Pick<Inside, 'api' | 'request'>;

/** Shorter than the kernel's patience with an address that nothing answers yet. */
const timeoutMs = 1_000;

/** @returns the URL of a server, by its Service's address: no name of the cluster is known outside of pods. */
export async function urlOf(inside: Asking, server: MonitoringServer): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${monitoringNamespace}/services/${server}`;
  const { status, body } = await inside.api({ path });
  if (status !== 200) return undefined;
  const { spec } = serviceSchema.parse(JSON.parse(body));
  return `http://${spec.clusterIP}:${monitoringPorts[server]}`;
}

/** @returns true when the server works, else what there is instead. */
export async function answers(inside: Asking, server: MonitoringServer): Promise<true | string> {
  const url = await urlOf(inside, server);
  if (url === undefined) return 'it has no Service';
  try {
    const { status, body } = await inside.request({
      url: `${url}${readyPaths[server]}`,
      timeoutMs,
    });
    if (status !== 200) return `${status} ${body}`.trim();
    return server === 'prometheus' ? await knowsAlertmanager(inside, url) : true;
  } catch (error) {
    return (error as Error).message;
  }
}

/** An alert that fires before it does is not lost, but late. */
async function knowsAlertmanager(inside: Asking, url: string): Promise<true | string> {
  const { body } = await inside.request({ url: `${url}/api/v1/alertmanagers`, timeoutMs });
  const { data } = alertmanagersSchema.parse(JSON.parse(body));
  return data.activeAlertmanagers.length > 0 || 'it knows no Alertmanager yet';
}
