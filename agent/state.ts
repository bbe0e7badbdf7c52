import type { Share } from '../model/share';
import type { Dynamics } from '../model/upstreams-dynamics';
import type { ObservedStep, PodSight } from './agreement';
import { NO_FLOORS, type Floors } from './capacity';
import { NOTHING_KNOWN, type Knowledge } from './knowledge';
import { FREE_LANE, type Lane } from './lane';
import type { Certificate } from './material/certificate';
import { NOTHING_MOUNTED, type Mounted } from './material/mounted';
import { PLAIN, type Needs } from './needs';
import { NEVER_TOLD, type Pace } from './pace';
import type { Parts, ReadyAddresses } from './parts';
import type { Refusals } from './refusals';
import { NO_NGINX, type Config, type NginxSight, type NginxState, type ReloadStep } from './reload';
import type { Target } from './target';

/** What the agent writes on its own Pod; an absent part is removed there. */
export interface PodNote {
  readonly share: Share | undefined;
  readonly hash: string | undefined;
  readonly condition: string | undefined;
}

type Data = Readonly<Record<string, string>>;

/** Something that happened. */
export type AgentEvent =
  /** The ConfigMap as it now is; `undefined`: it does not exist. */
  | { readonly type: 'traffic'; readonly data: Data | undefined }
  | { readonly type: 'hold'; readonly data: Data | undefined }
  /** All gateway pods as they now are. */
  | { readonly type: 'pods'; readonly pods: readonly PodSight[] }
  /** The ready pods of both versions as they now are. */
  | { readonly type: 'endpoints'; readonly ready: ReadyAddresses }
  /** What was mounted, or has changed there. */
  | { readonly type: 'certificate'; readonly mounted: Mounted<Certificate> }
  | { readonly type: 'jwks'; readonly mounted: Mounted<string> }
  /** Whether every watch of the API server works. */
  | { readonly type: 'api'; readonly connected: boolean }
  /** The share that this pod served before, as the volume holds it. */
  | { readonly type: 'kept'; readonly share: Share }
  /** The API server had its time at start; what it has not told by now, the agent goes on without. */
  | { readonly type: 'recalled'; readonly share: Share | undefined }
  | { readonly type: 'looked'; readonly sight: NginxSight }
  /** `upstreams.conf` was written and, when asked, the master signalled. */
  | {
      readonly type: 'wrote';
      readonly config: Config;
      readonly signal: boolean;
      readonly master: number | undefined;
      readonly before: readonly number[];
    }
  /** An action ended; of `write` only failures come this way. */
  | { readonly type: 'ended'; readonly action: Action['type']; readonly ok: boolean }
  /** Time has passed. */
  | { readonly type: 'tick' };

/** Something to do. Of each type one at a time is under way. */
export type Action =
  | ({ readonly type: 'write' } & ReloadStep)
  | { readonly type: 'annotate'; readonly note: PodNote }
  | { readonly type: 'observe'; readonly value: Share | undefined }
  | { readonly type: 'persist'; readonly share: Share }
  /** Copies that no NGINX reads any more are to go; those of this configuration stay. */
  | { readonly type: 'clean'; readonly keep: Dynamics };

/** A configuration, what it is made from, and the parts in it. */
export interface Wanted {
  readonly config: Config;
  readonly parts: Parts;
  readonly dynamics: Dynamics;
}

export interface AgentState {
  readonly self: string;
  readonly needs: Needs;
  readonly knowledge: Knowledge;
  readonly floors: Floors;
  readonly phase: string | undefined;
  /** `data.observed` as it stands. */
  readonly observed: string | undefined;
  readonly pods: readonly PodSight[] | undefined;
  readonly ready: ReadyAddresses | undefined;
  readonly certificate: Mounted<Certificate>;
  readonly jwks: Mounted<string>;
  readonly connected: boolean;
  readonly kept: Share | undefined;
  /** Whether the API server has had its time at start. */
  readonly waited: boolean;
  readonly nginx: NginxState;
  readonly target: Target | undefined;
  /** What NGINX is told beside the share, refused parts included; `undefined` before it is told anything. */
  readonly told: Parts | undefined;
  readonly pace: Pace;
  readonly refusals: Refusals;
  readonly wanted: Wanted | undefined;
  /** What NGINX was last told to load. */
  readonly issued: Wanted | undefined;
  /** What NGINX serves; `undefined` while it is not known what that is made from. */
  readonly served: Wanted | undefined;
  /** When the share that NGINX is to serve last changed. */
  readonly wantedSince: number;
  /** The step to `data.observed` that waits, and since when it has been the right one. */
  readonly waiting: { readonly step: ObservedStep; readonly since: number } | undefined;
  readonly lanes: {
    readonly write: Lane<string>;
    readonly annotate: Lane<PodNote>;
    readonly observe: Lane<string>;
    readonly persist: Lane<Share>;
    readonly clean: Lane<string>;
  };
}

/** @param self - the name of the agent's own Pod. */
export function initialState(self: string, now: number, needs: Needs = PLAIN): AgentState {
  return {
    self,
    needs,
    knowledge: NOTHING_KNOWN,
    floors: NO_FLOORS,
    phase: undefined,
    observed: undefined,
    pods: undefined,
    ready: undefined,
    certificate: NOTHING_MOUNTED,
    jwks: NOTHING_MOUNTED,
    connected: false,
    kept: undefined,
    waited: false,
    nginx: NO_NGINX,
    target: undefined,
    told: undefined,
    pace: NEVER_TOLD,
    refusals: {},
    wanted: undefined,
    issued: undefined,
    served: undefined,
    wantedSince: now,
    waiting: undefined,
    lanes: {
      write: FREE_LANE,
      annotate: FREE_LANE,
      observe: FREE_LANE,
      persist: FREE_LANE,
      clean: FREE_LANE,
    },
  };
}
