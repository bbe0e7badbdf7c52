import { z } from 'zod';
import { VERSIONS } from '../model/names';
import { InvalidInputError, type Problem } from '../model/problem';

/** Digits alone: `Number('')` is 0, and a variable set to nothing is a slip, not a port. */
const digits = z
  .string()
  .regex(/^[0-9]+$/)
  .transform(Number);
const port = digits.pipe(z.int().max(65_535));
const seconds = digits.pipe(z.int().max(600));

const settingsSchema = z.object({
  /** Which of the two versions this process plays. */
  VERSION: z.enum(VERSIONS),
  /** Port of the service; 0 takes any free one. Default 5062 for v1, 5070 for v2. */
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
  readonly version: (typeof VERSIONS)[number];
  readonly port: number;
  readonly adminPort: number;
  readonly drain: { readonly minMs: number; readonly maxMs: number };
}

/** The ports of requirement 000: V1 on 5062, V2 on 5070. */
const DEFAULT_PORTS = { v1: 5062, v2: 5070 } as const;

const RULES: Record<keyof z.infer<typeof settingsSchema>, string> = {
  VERSION: 'be v1 or v2',
  PORT: 'be a port, 0 to 65535',
  ADMIN_PORT: 'be a port, 0 to 65535',
  DRAIN_MIN_SECONDS: 'be whole seconds, 0 to 600',
  DRAIN_MAX_SECONDS: 'be whole seconds, 0 to 600',
};

/** @throws InvalidInputError naming every variable that is missing or out of range. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): SimulatorSettings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    const fields = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    throw new InvalidInputError(
      'environment',
      [...fields].map((f) => problem(f, environment[f])),
    );
  }
  const { VERSION, PORT, ADMIN_PORT, DRAIN_MIN_SECONDS, DRAIN_MAX_SECONDS } = parsed.data;
  return {
    version: VERSION,
    port: PORT ?? DEFAULT_PORTS[VERSION],
    adminPort: ADMIN_PORT,
    drain: { minMs: DRAIN_MIN_SECONDS * 1000, maxMs: DRAIN_MAX_SECONDS * 1000 },
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
