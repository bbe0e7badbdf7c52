import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { VERSIONS } from '../../model/names';
import { writeAtomically } from '../files';
import { BUCKETS } from './durations';

const count = z.number().min(0);
const counts = z.record(z.string(), count);

const checkpointSchema = z.object({
  format: z.literal(1),
  positions: z.array(z.object({ inode: count, offset: count })),
  addresses: z.record(z.string(), z.enum(VERSIONS)),
  unreadable: count,
  requests: counts,
  durations: z.record(
    z.string(),
    z.object({ counts: z.array(count).length(BUCKETS.length), milliseconds: count }),
  ),
  failures: counts,
  fallbacks: counts,
  losses: z.object({
    lost: count,
    before: count,
    requests: count,
    linesThen: count,
    linesBefore: count,
    lines: count,
  }),
});

/**
 * What was made of the request log up to some position in it. From there on the log itself holds everything, so an
 * agent that starts anew comes to the very counts that it had.
 */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** @returns `undefined` when there is none, or none that this agent can read: then all is read from the beginning. */
export async function loadCheckpoint(path: string): Promise<Checkpoint | undefined> {
  try {
    return checkpointSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(checkpoint)}\n`);
}
