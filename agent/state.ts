import type { Share } from '../model/share';
import type { ObservedStep, PodSight } from './agreement';
import { NOTHING_KNOWN, type Knowledge } from './knowledge';
import { FREE_LANE, type Lane } from './lane';
import { NO_NGINX, type Config, type NginxSight, type NginxState, type ReloadStep } from './reload';

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
  /** Whether every watch of the API server works. */
  | { readonly type: 'api'; readonly connected: boolean }
  /** The API server did not answer in time at start, and the volume holds the share served before. */
  | { readonly type: 'recalled'; readonly share: Share }
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
  | { readonly type: 'persist'; readonly share: Share };

export interface AgentState {
  readonly self: string;
  readonly knowledge: Knowledge;
  readonly phase: string | undefined;
  /** `data.observed` as it stands. */
  readonly observed: string | undefined;
  readonly pods: readonly PodSight[] | undefined;
  readonly connected: boolean;
  readonly nginx: NginxState;
  /** When the share to serve last changed. */
  readonly wantedSince: number;
  /** The step to `data.observed` that waits, and since when it has been the right one. */
  readonly waiting: { readonly step: ObservedStep; readonly since: number } | undefined;
  readonly lanes: {
    readonly write: Lane<string>;
    readonly annotate: Lane<PodNote>;
    readonly observe: Lane<string>;
    readonly persist: Lane<Share>;
  };
}

/** @param self - the name of the agent's own Pod. */
export function initialState(self: string, now: number): AgentState {
  return {
    self,
    knowledge: NOTHING_KNOWN,
    phase: undefined,
    observed: undefined,
    pods: undefined,
    connected: false,
    nginx: NO_NGINX,
    wantedSince: now,
    waiting: undefined,
    lanes: { write: FREE_LANE, annotate: FREE_LANE, observe: FREE_LANE, persist: FREE_LANE },
  };
}
