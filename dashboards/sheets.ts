import { business } from './business';
import { dataMigration } from './data-migration';
import { framed, type Sheet } from './frame';
import type { Slug } from './identity';
import { objectives } from './objectives';
import { overview } from './overview';
import type { Subject } from './subject';
import { versions } from './versions';

const SHEETS: Readonly<Record<Slug, (subject: Subject) => Sheet>> = {
  overview,
  versions,
  business,
  objectives,
  'data-migration': dataMigration,
};

/** @returns a dashboard as it is committed: JSON that Grafana imports, for a namespace named after the service. */
export function drawDashboard(subject: Subject, slug: Slug): string {
  return `${JSON.stringify(framed(subject, SHEETS[slug](subject)), undefined, 2)}\n`;
}
