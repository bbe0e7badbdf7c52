import { z } from 'zod';
import { VERSIONS } from '../model/names';
import { InvalidInputError, type Problem } from '../model/problem';
import type { MappingFlags } from './mapping/mapping-flags';

/** Digits alone: `Number('')` is 0, and a variable set to nothing is a slip, not a port. */
const digits = z
  .string()
  .regex(/^[0-9]+$/)
  .transform(Number);
const port = digits.pipe(z.int().max(65_535));
const seconds = digits.pipe(z.int().max(600));

/** What this program can play. */
const SERVICES = ['supersmartmatch', 'mapping-dsl', 'nexten'] as const;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const on = flag.prefault('true');

const settingsSchema = z.object({
  /** Which service this process plays. Default supersmartmatch. */
  SERVICE: z.enum(SERVICES).default('supersmartmatch'),
  /** Which of the two versions this process plays; nexten has none. */
  VERSION: z.enum(VERSIONS).optional(),
  /** Where V2 of supersmartmatch finds Nexten; without it, it does Nexten's work itself. */
  NEXTEN_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Whether V2 of supersmartmatch knows Nexten at all. */
  ENABLE_NEXTEN: on,
  /** The flags of Mapping DSL, in the spelling of requirement 004. Default true. */
  mapping_dsl_v2_enabled: on,
  mapping_dsl_v2_default: on,
  mapping_dsl_v1_fallback: on,
  mapping_dsl_v2_containers: on,
  mapping_dsl_v2_jsonpath: on,
  mapping_dsl_v2_array_ops: on,
  mapping_dsl_v2_new_ops: on,
  /** Port of the service; 0 takes any free one. */
  PORT: port.optional(),
  /** Port of the admin API; 0 takes any free one. Default 9090. */
  ADMIN_PORT: port.default(9090),
  /** Seconds in which the endpoints are given time to forget this pod after SIGTERM. Default 3. */
  DRAIN_MIN_SECONDS: seconds.default(3),
  /** Seconds after which SIGTERM ends the process whatever is still open. Default 10. */
  DRAIN_MAX_SECONDS: seconds.default(10),
});

/** How one simulated version runs. */
export interface SimulatorSettings {
  readonly service: (typeof SERVICES)[number];
  readonly version: (typeof VERSIONS)[number];
  readonly port: number;
  readonly adminPort: number;
  readonly nexten: { readonly url: string | undefined; readonly enabled: boolean };
  readonly mapping: MappingFlags;
  readonly drain: { readonly minMs: number; readonly maxMs: number };
}

/** The ports of requirement 000; requirement 004 names none. */
const DEFAULT_PORTS = {
  supersmartmatch: { v1: 5062, v2: 5070 },
  'mapping-dsl': { v1: 8080, v2: 8080 },
  nexten: { v1: 5052, v2: 5052 },
} as const;

const FLAG_RULE = 'be true or false';

const RULES: Record<keyof z.infer<typeof settingsSchema>, string> = {
  SERVICE: `be one of ${SERVICES.join(', ')}`,
  VERSION: 'be v1 or v2',
  NEXTEN_URL: 'be a URL such as http://supersmartmatch-nexten:5052',
  ENABLE_NEXTEN: FLAG_RULE,
  mapping_dsl_v2_enabled: FLAG_RULE,
  mapping_dsl_v2_default: FLAG_RULE,
  mapping_dsl_v1_fallback: FLAG_RULE,
  mapping_dsl_v2_containers: FLAG_RULE,
  mapping_dsl_v2_jsonpath: FLAG_RULE,
  mapping_dsl_v2_array_ops: FLAG_RULE,
  mapping_dsl_v2_new_ops: FLAG_RULE,
  PORT: 'be a port, 0 to 65535',
  ADMIN_PORT: 'be a port, 0 to 65535',
  DRAIN_MIN_SECONDS: 'be whole seconds, 0 to 600',
  DRAIN_MAX_SECONDS: 'be whole seconds, 0 to 600',
};

/** @throws InvalidInputError naming every variable that is missing or out of range. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): SimulatorSettings {
  const parsed = settingsSchema
    .refine(({ SERVICE, VERSION }) => SERVICE === 'nexten' || VERSION !== undefined, {
      path: ['VERSION'],
      // Told together with everything else that is wrong.
      when: () => true,
    })
    .safeParse(environment);
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    const fields = Object.keys(RULES).filter((field) => wrong.has(field));
    throw new InvalidInputError(
      'environment',
      fields.map((f) => problem(f, environment[f])),
    );
  }
  const { SERVICE, VERSION = 'v1', ...rest } = parsed.data;
  return {
    service: SERVICE,
    version: VERSION,
    port: rest.PORT ?? DEFAULT_PORTS[SERVICE][VERSION],
    adminPort: rest.ADMIN_PORT,
    nexten: { url: rest.NEXTEN_URL, enabled: rest.ENABLE_NEXTEN },
    mapping: {
      v2: rest.mapping_dsl_v2_enabled,
      v2Default: rest.mapping_dsl_v2_default,
      v1Fallback: rest.mapping_dsl_v1_fallback,
      containers: rest.mapping_dsl_v2_containers,
      jsonpath: rest.mapping_dsl_v2_jsonpath,
      arrayOps: rest.mapping_dsl_v2_array_ops,
      newOps: rest.mapping_dsl_v2_new_ops,
    },
    drain: { minMs: rest.DRAIN_MIN_SECONDS * 1000, maxMs: rest.DRAIN_MAX_SECONDS * 1000 },
  };
}

function problem(field: string, value: string | undefined): Problem {
  return {
    field,
    got: value === undefined ? undefined : JSON.stringify(value),
    rule: RULES[field as keyof typeof RULES],
    mend: `set ${field} in the container's environment`,
  };
}
