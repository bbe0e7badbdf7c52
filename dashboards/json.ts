import { z } from 'zod';

const datasource = z.looseObject({ type: z.string(), uid: z.string() });

const query = z.looseObject({
  refId: z.string(),
  expr: z.string(),
  legendFormat: z.string().optional(),
  /** Asked for one moment, and not for the range on view. */
  instant: z.boolean().default(false),
  datasource,
});

const threshold = z.looseObject({ value: z.number().nullable(), color: z.string() });

const panel = z.looseObject({
  type: z.string(),
  id: z.int(),
  title: z.string(),
  description: z.string().default(''),
  gridPos: z.looseObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  datasource: datasource.optional(),
  targets: z.array(query).default([]),
  fieldConfig: z
    .looseObject({
      defaults: z.looseObject({
        unit: z.string().optional(),
        thresholds: z.looseObject({ steps: z.array(threshold) }).optional(),
      }),
    })
    .optional(),
});

const variable = z.looseObject({
  type: z.string(),
  name: z.string(),
  label: z.string().default(''),
  description: z.string().default(''),
  query: z.unknown(),
  current: z.looseObject({ value: z.unknown() }).optional(),
  datasource: datasource.optional(),
});

const annotation = z.looseObject({ name: z.string(), expr: z.string(), datasource });

/** What the project itself reads of a dashboard's JSON; the rest is Grafana's. */
const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  panels: z.array(panel),
  templating: z.looseObject({ list: z.array(variable) }),
  annotations: z.looseObject({ list: z.array(annotation) }),
});

export type DashboardJson = z.infer<typeof dashboardSchema>;
export type PanelJson = z.infer<typeof panel>;

/** @throws ZodError when it is no dashboard of this project. */
export function parseDashboard(text: string): DashboardJson {
  return dashboardSchema.parse(JSON.parse(text));
}
