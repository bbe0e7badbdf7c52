import type { Unit } from '../gates/gate';
import { durationWords, plainWords, proportionWords, type Wording } from '../judge/words';

/** How the values of a gate are written where V2 is compared with V1. */
export const WORDINGS: Readonly<Record<Unit, Wording>> = {
  ratio: proportionWords,
  seconds: durationWords,
  count: plainWords,
  currency: plainWords,
  number: plainWords,
};
