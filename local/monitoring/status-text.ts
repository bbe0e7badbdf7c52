import type { MonitoringServer } from './names';

/** A server that there is: where, and whether it works or what it says instead. */
export interface ServerStatus {
  readonly url: string;
  readonly works: true | string;
}

/** @returns what a person sees of monitoring's status. */
export function monitoringText(found: ReadonlyMap<MonitoringServer, ServerStatus>): string {
  if (found.size === 0) return 'There is no monitoring.';
  const width = Math.max(...[...found.keys()].map((server) => server.length));
  return [...found]
    .map(([server, { url, works }]) => {
      return `${server.padEnd(width)}  ${url}  ${works === true ? 'works' : works}`;
    })
    .join('\n');
}
