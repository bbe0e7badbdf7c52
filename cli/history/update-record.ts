import { z } from 'zod';
import { FINALISE_REQUESTS, type FinaliseRequest } from '../../model/finalise-request';
import { parseShare, type Share } from '../../model/share';
import { SHARE_KEY } from '../../model/share-config';
import { CommandFailure, EXIT } from '../failure';

/** One update of a stack, as its backend recorded it. */
export interface UpdateRecord {
  /** Null on file and object-store backends, which count no versions: the time is the key there. */
  readonly version: number | null;
  /** `update`, `refresh`, `destroy`, `import`, … */
  readonly kind: string;
  /** `succeeded`, `failed`, or `in-progress`. */
  readonly result: string;
  /** ISO 8601 in UTC, in whole seconds. */
  readonly startedAt: string;
  /** Null while it runs. */
  readonly endedAt: string | null;
  /** The desired share of its config; null when it had none, or kept it secret. */
  readonly share: Share | null;
  /** What its config asked for V1. */
  readonly finalise: FinaliseRequest;
  /** Author of the commit that was applied; who ran the update is recorded by Pulumi Cloud alone. */
  readonly by: string | null;
  readonly commit: string | null;
  /** Whether files differed from that commit. */
  readonly dirty: boolean;
  readonly message: string;
  /** Whether it made, changed or removed any resource. */
  readonly changed: boolean;
}

const recordSchema = z.object({
  version: z.int().optional(),
  kind: z.string(),
  result: z.string(),
  startTime: z.iso.datetime({ offset: true }),
  endTime: z.iso.datetime({ offset: true }).optional(),
  message: z.string().default(''),
  environment: z.record(z.string(), z.string()).default({}),
  config: z
    .record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean().optional() }))
    .default({}),
  resourceChanges: z.record(z.string(), z.number()).default({}),
});

/** What leaves a resource as it is. */
const UNCHANGING = new Set(['same', 'read', 'discard', 'refresh']);

/**
 * Reads what `pulumi stack history --json` prints.
 *
 * @returns the records, latest first.
 * @throws CommandFailure when it is not what Pulumi prints.
 */
export function parseHistory(text: string): readonly UpdateRecord[] {
  const parsed = z.array(recordSchema).safeParse(json(text));
  if (parsed.success) return parsed.data.map(recordOf);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const message = `'pulumi stack history --json' prints what this command does not know (${where}: ${issue?.message ?? ''}); update one of the two`;
  throw new CommandFailure(EXIT.fail, message, {}, { cause: parsed.error });
}

function recordOf(record: z.infer<typeof recordSchema>): UpdateRecord {
  const { environment, config } = record;
  const share = config[SHARE_KEY];
  return {
    version: record.version || null,
    kind: record.kind,
    result: record.result,
    startedAt: wholeSeconds(record.startTime),
    endedAt: record.endTime === undefined ? null : wholeSeconds(record.endTime),
    share: share?.secret === true ? null : (parseShare(share?.value ?? '') ?? null),
    finalise: FINALISE_REQUESTS.find((known) => known === config['cutover:finalise']?.value) ?? '',
    by: environment['git.author'] || null,
    commit: environment['git.head'] || null,
    dirty: environment['git.dirty'] === 'true',
    message: record.message.split('\n')[0]?.trim() ?? '',
    changed: Object.entries(record.resourceChanges).some(
      ([kind, count]) => count > 0 && !UNCHANGING.has(kind),
    ),
  };
}

const wholeSeconds = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
