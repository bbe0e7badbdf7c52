import type { GatesView } from '../gates/gates-view';

/** What to do next, in requirement 000's words a recommendation. */
export interface Recommendation {
  readonly action: 'advance' | 'wait' | 'stop' | 'finish' | 'none';
  readonly text: string;
  /** What takes it, where a command does. */
  readonly command: string | null;
  readonly reasons: readonly string[];
}

/**
 * What the report recommends. It never recommends a rise that `cutover advance` would refuse.
 *
 * @param view - undefined: the live state is not known, or is not that of the day.
 */
export function recommend(view: GatesView | undefined): Recommendation {
  if (!view) {
    const text = 'Nothing is recommended: the present state is not known, or not that of this day.';
    return { action: 'none', text, command: null, reasons: [] };
  }
  const { hold, verdict, current, next, stack, gates, mode } = view;
  if (hold) {
    const text = `A hold at ${hold.share} % by ${hold.by} is in force. Mend V2, then release it.`;
    const command = `cutover release --stack ${stack} --reason "…"`;
    return { action: 'stop', text, command, reasons: next.reasons };
  }
  if (mode !== 'off' && verdict === 'fail' && current) {
    const reasons = gates.filter((gate) => gate.verdict === 'fail').map(({ message }) => message);
    const text = 'Do not raise the share: a gate fails. If it harms users, take V2 out of traffic.';
    const command = `cutover rollback --stack ${stack} --reason "…"`;
    return { action: 'stop', text, command, reasons };
  }
  if (next.share === null) {
    const text = 'The plan is at its end. Watch V2, then give V1 up.';
    const command = `pulumi config set cutover:finalise deprecate --stack ${stack}`;
    return { action: 'finish', text, command, reasons: [] };
  }
  if (next.reasons.length > 0) {
    const text = `Wait with ${next.share} %.`;
    const command = `cutover gates --stack ${stack} --watch`;
    return { action: 'wait', text, command, reasons: next.reasons };
  }
  const text = `Raise the share to ${next.share} %.`;
  const command = `cutover advance --stack ${stack} --branch NAME`;
  return { action: 'advance', text, command, reasons: next.warnings };
}
