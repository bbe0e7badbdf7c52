import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { parseV1State } from '../model/finalise';
import { parseShare } from '../model/share';
import type { LastUpdate } from '../components/last-update';

const run = promisify(execFile);

/** Reading the state of a large stack takes a second or two; nothing of it is worth a longer wait. */
const TIMEOUT_MS = 30_000;

const outputsSchema = z.looseObject({
  desiredShare: z.unknown().optional(),
  shareSince: z.unknown().optional(),
  v1State: z.unknown().optional(),
});

/**
 * Reads what the last update of a stack wrote from the stack's own outputs. The engine hands only the new state to
 * policies, so the pack asks for the old one itself, through the CLI and the backend of the update under way.
 * Outputs stay as they were until an update has ended, and reading them needs no lock.
 *
 * @param stack - the stack's full name.
 * @returns `undefined` when they cannot be read, for example because the passphrase was typed in by hand.
 */
export async function readLastUpdate(stack: string): Promise<LastUpdate | undefined> {
  const args = ['stack', 'output', '--json', '--non-interactive', '--stack', stack];
  try {
    const { stdout } = await run('pulumi', args, { timeout: TIMEOUT_MS });
    return lastUpdateOf(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}

/** @param outputs - outputs of the stack, or of the component that knows them too. */
export function lastUpdateOf(outputs: unknown): LastUpdate | undefined {
  const parsed = outputsSchema.safeParse(outputs);
  if (!parsed.success) return undefined;
  const { desiredShare, shareSince, v1State } = parsed.data;
  return {
    desiredShare: parseShare(String(desiredShare)),
    shareSince: typeof shareSince === 'string' ? shareSince : undefined,
    v1State: parseV1State(v1State),
  };
}
