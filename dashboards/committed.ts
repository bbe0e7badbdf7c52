import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../model/service/service';
import { SLUGS, type Slug } from './identity';
import { placed } from './placed';
import { subjectHash, subjectOf, type Subject } from './subject';

/** Folder of everything that `npm run dashboards` writes, from the project's folder. */
export const GENERATED = 'dashboards/generated';

export const dashboardPath = (service: string, slug: Slug): string =>
  `${GENERATED}/${service}/${slug}.json`;

/** Where it stands what the dashboards of a service were drawn from. */
export const hashPath = (service: string): string => `${GENERATED}/${service}/drawn-from.sha256`;

/** A dashboard of one deployment. */
export interface Dashboard {
  readonly slug: Slug;
  /** Unlike that of any other deployment: Grafana's sidecar puts the files of all of them into one folder. */
  readonly file: string;
  /** JSON that Grafana imports. */
  readonly text: string;
}

/**
 * The dashboards of one deployment. The committed ones are read where they were drawn from the same values: what
 * draws them takes a tenth of a second to load, which every preview would pay. They are drawn anew where a stack's
 * overrides change a bound or the plan, and for a service file whose dashboards nobody has committed.
 *
 * @param root - the project's folder.
 */
export function dashboardsOf(root: string, service: Service, namespace: string): Dashboard[] {
  const subject = subjectOf(service);
  const text = isCommitted(root, subject) ? readerOf(root, subject.name) : drawerOf(subject);
  const place = { service: subject.name, namespace };
  return SLUGS.map((slug) => ({
    slug,
    file: `${namespace}-${subject.name}-${slug}.json`,
    text: placed(text(slug), { slug, ...place }),
  }));
}

type TextOf = (slug: Slug) => string;

function isCommitted(root: string, subject: Subject): boolean {
  const file = join(root, hashPath(subject.name));
  return existsSync(file) && readFileSync(file, 'utf8').trim() === subjectHash(subject);
}

const readerOf =
  (root: string, service: string): TextOf =>
  (slug) =>
    readFileSync(join(root, dashboardPath(service, slug)), 'utf8');

/** A plain require: ts-node leaves `import()` to Node, which does not find TypeScript by it. */
function drawerOf(subject: Subject): TextOf {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when it is needed, and at once
  const { drawDashboard } = require('./sheets') as typeof import('./sheets');
  return (slug) => drawDashboard(subject, slug);
}
