import type { Share } from '../../model/share';

/** What a commit and an update of a rise say. `cutover history` reads the verdict from it. */
export function raiseMessage(raise: {
  readonly service: string;
  readonly from: Share;
  readonly to: Share;
  readonly phase: string;
  /** Null where no gate is judged. */
  readonly verdict: string | null;
}): string {
  const { service, from, to, phase, verdict } = raise;
  return `Raise ${service} from ${from} % to ${to} % (phase ${phase}, verdict ${verdict ?? 'none'})`;
}
