import { InvalidInputError } from './problem';
import { FULL_SHARE, parseShare, shareProblem, type Share } from './share';

/** The upper limit on the share that the guard or a person has put in force, outside Pulumi. */
export interface Hold {
  /** The limit; 100 means that no hold is in force. */
  readonly share: Share;
  /** Why, in words. Empty when no hold is in force. */
  readonly reason: string;
  /** Who: a person's name, or `guard`. */
  readonly by: string;
  /** When it was put in force, ISO 8601 in UTC. */
  readonly since: string;
  /** The trigger that fired, or `manual`. */
  readonly trigger: string;
  /** What was seen, as text; empty for a hold that a person ordered. */
  readonly evidence: string;
}

export const NO_HOLD: Hold = {
  share: FULL_SHARE,
  reason: '',
  by: '',
  since: '',
  trigger: '',
  evidence: '',
};

/** @returns whether the hold limits anything. */
export function isInForce(hold: Hold): boolean {
  return hold.share < FULL_SHARE;
}

/**
 * Reads the data of the ConfigMap `<service>-hold`.
 *
 * @throws InvalidInputError when the share in it is not one: a hold that cannot be read must stop
 * a rise rather than be taken for none.
 */
export function parseHold(data: Readonly<Record<string, string>> | undefined, name: string): Hold {
  const raw = data?.['v2TrafficPercentage'];
  const share = raw === undefined ? undefined : parseShare(raw);
  if (share === undefined) {
    const mend = `write a valid hold with 'cutover rollback', or clear it with 'cutover release'`;
    throw new InvalidInputError(`ConfigMap ${name}`, [
      shareProblem('data.v2TrafficPercentage', raw, mend),
    ]);
  }
  const text = (key: string): string => data?.[key] ?? '';
  return {
    share,
    reason: text('reason'),
    by: text('by'),
    since: text('since'),
    trigger: text('trigger'),
    evidence: text('evidence'),
  };
}

/** @returns the ConfigMap data that {@link parseHold} reads back as the same hold. */
export function holdData(hold: Hold): Record<string, string> {
  const { share, ...texts } = hold;
  return { v2TrafficPercentage: String(share), ...texts };
}

/** @returns for example `hold at 0 % by alice since 2026-11-20T10:00:00Z (manual): errors after release 7`. */
export function describeHold(hold: Hold): string {
  if (!isInForce(hold)) return 'no hold';
  return `hold at ${hold.share} % by ${hold.by} since ${hold.since} (${hold.trigger}): ${hold.reason}`;
}
