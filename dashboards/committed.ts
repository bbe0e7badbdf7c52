/** Folder of everything that `npm run dashboards` writes, from the project's folder. */
export const GENERATED = 'dashboards/generated';

export const dashboardPath = (service: string, slug: string): string =>
  `${GENERATED}/${service}/${slug}.json`;

/** Where it stands what the dashboards of a service were drawn from. */
export const hashPath = (service: string): string => `${GENERATED}/${service}/drawn-from.sha256`;
