import { createHash } from 'node:crypto';

/** The dashboards of every service: the names of their files, and a part of their addresses. */
export const SLUGS = ['overview', 'versions', 'business', 'objectives', 'data-migration'] as const;
export type Slug = (typeof SLUGS)[number];

/** @returns an address of 40 characters at most that no other service or namespace has. */
export function dashboardUid(slug: Slug, service: string, namespace: string): string {
  const hash = createHash('sha256').update(`${namespace}/${service}`).digest('hex').slice(0, 8);
  return `cutover-${slug}-${hash}`;
}

/** @returns the title, with the namespace where that is not named after the service. */
export function dashboardTitle(title: string, service: string, namespace: string): string {
  return `${service}: ${title}${namespace === service ? '' : ` (${namespace})`}`;
}
