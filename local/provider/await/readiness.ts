import type { KubeClient } from '../client';
import type { KubeObject } from '../kube-object';

/** How far an object is on its way to what was asked for. */
export type Readiness =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly message: string }
  /** It will not get there by waiting longer. */
  | { readonly state: 'failed'; readonly message: string };

/** What a judgement may look at besides the object itself. */
export interface Surroundings {
  readonly client: KubeClient;
  /** The object before the update; undefined on a create. */
  readonly previous: KubeObject | undefined;
  readonly signal: AbortSignal;
}

/** What "ready" means for one kind of object. */
export interface ReadinessRule {
  /** How long to wait by default, in seconds. */
  readonly timeoutSeconds: number;
  /**
   * How often to look again though the object has not changed, in ms, because the rule looks at
   * other objects as well; undefined where the object alone decides.
   */
  readonly pollMs?: number;
  /** Judges the live object. */
  readonly assess: (live: KubeObject, around: Surroundings) => Promise<Readiness> | Readiness;
  /** Says what stands in the way, for the error: one sentence each. */
  readonly problems?: (live: KubeObject, around: Surroundings) => Promise<readonly string[]>;
}

export const READY: Readiness = { state: 'ready' };

export function waiting(message: string): Readiness {
  return { state: 'waiting', message };
}

export function failed(message: string): Readiness {
  return { state: 'failed', message };
}
