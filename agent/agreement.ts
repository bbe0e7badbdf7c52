import { parseShare, type Share } from '../model/share';

/** What matters of a gateway pod to the question what all of them serve. */
export interface PodSight {
  readonly name: string;
  /** Its IP address; `undefined` until it has one. */
  readonly address?: string | undefined;
  /** Ready and not being deleted: only such pods get traffic, so only they count. */
  readonly serving: boolean;
  /** Its annotation {@link POD_ANNOTATIONS.effectiveShare}, as written. */
  readonly share: string | undefined;
}

/** What to do to `data.observed`, and how long to wait first. */
export interface ObservedStep {
  /** The value to write; `undefined` removes it. */
  readonly value: Share | undefined;
  /** Milliseconds for which this step must stay the right one before it is taken. */
  readonly afterMs: number;
}

/** Every agent may write, one is enough: each waits this much longer than the one before it. */
export const RANK_DELAY_MS = 100;

/**
 * An observed share that some ready pod does not carry is removed, so that nobody takes it for true while a
 * pod cannot follow; not during the fraction of a second that an ordinary change takes.
 */
export const DISAGREEMENT_MS = 500;

export interface ObservedFacts {
  /** The gateway's pods; `undefined` until they are known. */
  readonly pods: readonly PodSight[] | undefined;
  /** This agent's effective share. */
  readonly effective: Share | undefined;
  /** `data.observed` as it stands. */
  readonly observed: string | undefined;
  /** This agent's own Pod. */
  readonly self: string;
}

/**
 * Observed is what every ready gateway pod confirms. Pods that are not ready or are being deleted do not
 * count; without any that is ready nothing is confirmed and nothing changes.
 *
 * @returns `undefined` when there is nothing to write.
 */
export function observedStep({
  pods,
  effective,
  observed,
  self,
}: ObservedFacts): ObservedStep | undefined {
  const serving = pods?.filter((pod) => pod.serving) ?? [];
  const [first] = serving;
  if (first === undefined) return undefined;
  const rank = rankOf(self, serving) * RANK_DELAY_MS;
  const agreed = serving.every((pod) => pod.share === first.share) ? first.share : undefined;
  const share = agreed === undefined ? undefined : parseShare(agreed);
  if (share !== undefined && share === effective) {
    return observed === String(share) ? undefined : { value: share, afterMs: rank };
  }
  if (observed === undefined || agreed === observed) return undefined;
  return { value: undefined, afterMs: DISAGREEMENT_MS + rank };
}

/** A pod that is not serving itself comes after all that are. */
function rankOf(self: string, serving: readonly PodSight[]): number {
  if (!serving.some((pod) => pod.name === self)) return serving.length;
  return serving.filter((pod) => pod.name < self).length;
}
