import { dataMigration } from './data-migration';
import { framed, type Sheet } from './frame';
import { overview } from './overview';
import type { Subject } from './subject';
import { versions } from './versions';

const SHEETS: readonly ((service: Subject) => Sheet)[] = [overview, versions, dataMigration];

/** A dashboard as it is committed. */
export interface GeneratedDashboard {
  /** For example `overview`. */
  readonly slug: string;
  /** JSON that Grafana imports. */
  readonly text: string;
}

/** @returns all dashboards of a service, for a namespace that is named after it. */
export function dashboardsOf(service: Subject): GeneratedDashboard[] {
  return SHEETS.map((sheet) => sheet(service)).map((sheet) => ({
    slug: sheet.slug,
    text: `${JSON.stringify(framed(service, sheet), undefined, 2)}\n`,
  }));
}
