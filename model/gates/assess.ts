import { counts } from './gates-of';
import type { GateResult } from './evidence';
import { worstVerdict, type Verdict } from './verdict';

/** What all gates in force together come to. */
export interface Assessment {
  readonly verdict: Verdict;
  /** The arithmetic in one line. */
  readonly message: string;
}

/**
 * The verdict over all gates in force: the gravest of those that count, which are the critical ones without a dry run.
 * `error` where none counts.
 */
export function assess(
  results: readonly Pick<GateResult, 'weight' | 'dryRun' | 'verdict' | 'message'>[],
): Assessment {
  const counted = results.filter(counts);
  if (counted.length === 0) {
    return { verdict: 'error', message: 'no critical gate was judged, and one is needed' };
  }
  const verdict = worstVerdict(counted.map((result) => result.verdict));
  const all = counted.length === 1 ? '1 critical gate' : `${counted.length} critical gates`;
  const same = counted.filter((result) => result.verdict === verdict);
  if (verdict === 'pass') return { verdict, message: `${same.length} of ${all} pass` };
  const told = counted
    .filter((result) => result.verdict !== 'pass')
    .map(({ message }) => message)
    .join('; ');
  return { verdict, message: `${same.length} of ${all} ${verdict}: ${told}` };
}
