import type { GateResult } from '../../model/gates/evidence';
import type { Verdict } from '../../model/gates/verdict';
import { isInForce, type Hold } from '../../model/hold';
import { soakSecondsAt } from '../../model/plan-order';
import { planInForce } from '../../model/service/plan';
import type { Service } from '../../model/service/service';
import type { Share } from '../../model/share';
import type { ConsideredRaise } from '../advance/consider-raise';
import { EXIT, type ExitCode } from '../failure';
import type { GateState } from './gate-state';

/** What `cutover gates --json` prints. Unknown values are null. */
export interface GatesView {
  readonly service: string;
  readonly stack: string;
  /** What the stack file says. */
  readonly share: Share;
  readonly phase: string;
  readonly mode: GateState['mode'];
  /** As it was judged last; null where nothing was. */
  readonly verdict: Verdict | null;
  /** Whether it is fresh, and of the present share, phase and gates. */
  readonly current: boolean;
  readonly at: string | null;
  readonly since: string | null;
  readonly ageSeconds: number | null;
  /** Age at which evidence counts for nothing any more. */
  readonly lifetimeSeconds: number;
  readonly gates: readonly GateResult[];
  /** Why the guard pages somebody, a line each. */
  readonly pages: readonly string[];
  readonly hold: Hold | null;
  readonly freeze: { readonly reason: string; readonly until: string | null } | null;
  /** The soak of the present share. */
  readonly soak: {
    readonly seconds: number;
    readonly since: string | null;
    readonly until: string | null;
    readonly leftSeconds: number | null;
  };
  readonly next: {
    /** Null at the end of the plan. */
    readonly share: Share | null;
    /** Everything against it; none: `cutover advance` takes it. */
    readonly reasons: readonly string[];
    readonly warnings: readonly string[];
  };
}

export function gatesView(
  considered: ConsideredRaise,
  about: {
    readonly service: Service;
    readonly stack: string;
    readonly share: Share;
    readonly now: Date;
  },
): GatesView {
  const { service, stack, share, now } = about;
  const { gates: state, situation, frozen, to, reasons, warnings } = considered;
  const { evidence } = state;
  const { hold } = situation;
  return {
    service: service.name,
    stack,
    share,
    phase: situation.phase,
    mode: state.mode,
    verdict: evidence?.verdict ?? null,
    current: state.current,
    at: evidence?.at ?? null,
    since: evidence?.since ?? null,
    ageSeconds: state.ageSeconds ?? null,
    lifetimeSeconds: state.lifetimeSeconds,
    gates: evidence?.gates ?? [],
    pages: evidence?.pages ?? [],
    hold: hold && isInForce(hold) ? hold : null,
    freeze: frozen ? { reason: frozen.reason, until: frozen.end?.toISOString() ?? null } : null,
    soak: soakOf(considered, soakSecondsAt(planInForce(service), share), now),
    next: { share: to ?? null, reasons, warnings },
  };
}

function soakOf({ last }: ConsideredRaise, seconds: number, now: Date): GatesView['soak'] {
  const since = last.shareSince;
  const start = since === undefined ? NaN : Date.parse(since);
  if (since === undefined || Number.isNaN(start)) {
    return { seconds, since: null, until: null, leftSeconds: seconds === 0 ? 0 : null };
  }
  const end = start + seconds * 1_000;
  const leftSeconds = Math.max(0, Math.ceil((end - now.getTime()) / 1_000));
  return { seconds, since, until: new Date(end).toISOString(), leftSeconds };
}

/** Only what is fresh and of the present share counts: an old `fail` is no more known than an old `pass`. */
export function gatesExit({ verdict, current }: GatesView): ExitCode {
  if (!current) return EXIT.inconclusive;
  return verdict === 'pass' ? EXIT.done : verdict === 'fail' ? EXIT.fail : EXIT.inconclusive;
}
