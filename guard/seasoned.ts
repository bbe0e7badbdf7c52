import type { Gate } from '../model/gates/gate';
import type { GateResult } from '../model/gates/evidence';
import { variablesOf } from '../model/gates/template';
import { seconds } from '../model/service/fields';
import type { Situation } from './situation';

/**
 * Takes back what a gate cannot know yet. While a window reaches back to before the present share was served, what lies
 * in it is mostly the share before: a pass says nothing of this one. A fail stands.
 */
export function seasoned(
  gate: Gate,
  result: GateResult,
  { share, since, unsettled }: Situation,
  now: Date,
): GateResult {
  if (result.verdict !== 'pass') return result;
  if (unsettled !== undefined) return inconclusive(gate, result, unsettled);
  if (since === undefined || !looksBack(gate)) return result;
  const served = Math.floor((now.getTime() - since.getTime()) / 1_000);
  if (served >= seconds(gate.window)) return result;
  return inconclusive(
    gate,
    result,
    `${share} % is served for ${served} s, and window is ${gate.window}`,
  );
}

/** Whether any query of the gate has its window in it. */
const looksBack = ({ query, samples, minimumSamples }: Gate): boolean =>
  [query, ...(minimumSamples > 0 ? [samples] : [])]
    .flatMap(variablesOf)
    .some(({ name }) => name === 'window');

const inconclusive = ({ name }: Gate, result: GateResult, why: string): GateResult => ({
  ...result,
  verdict: 'inconclusive',
  message: `${name}: ${why}`,
});
