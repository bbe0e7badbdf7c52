import { assess } from '../model/gates/assess';
import type { Evidence } from '../model/gates/evidence';
import { evidenceLifetime } from '../model/gates/refuse-raise';

/**
 * Whether evidence is to be stored: when something in it is another than in what is stored, or when what is stored has
 * lived half of its time. Values alone change with every judgement, and are worth no write of their own.
 *
 * @param stored - `undefined` where nothing that can be read is stored.
 */
export function isDue(stored: Evidence | undefined, next: Evidence, everySeconds: number): boolean {
  if (stored === undefined) return true;
  if (outline(stored) !== outline(next)) return true;
  const age = (Date.parse(next.at) - Date.parse(stored.at)) / 1_000;
  // The round after this one may come too late for it.
  return Math.abs(age) + everySeconds > evidenceLifetime(everySeconds) / 2;
}

/** What readers act upon. */
function outline({ share, phase, gatesDigest, verdict, gates, pages }: Evidence): string {
  const verdicts = gates.map((gate) => [gate.name, gate.verdict]);
  return JSON.stringify([share, phase, gatesDigest, verdict, verdicts, pages.length > 0]);
}

/** What is told in the cluster's events. */
export interface Announcement {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const REASONS = {
  pass: 'GatesPass',
  fail: 'GatesFail',
  error: 'GatesError',
  'no-data': 'GatesNoData',
  inconclusive: 'GatesInconclusive',
} as const satisfies Record<Evidence['verdict'], string>;

/** The API server takes 1,024 bytes; a message in ASCII and a few other letters stays below. */
const MOST_CHARACTERS = 900;

/** @returns what to tell of new evidence; `undefined` where the verdict is what it was. */
export function announcement(
  stored: Evidence | undefined,
  next: Evidence,
): Announcement | undefined {
  if (stored?.verdict === next.verdict) return undefined;
  const before = stored === undefined ? '' : `, ${stored.verdict} before`;
  const text = `${next.verdict} at ${next.share} % in phase ${next.phase}${before}: ${assess(next.gates).message}`;
  return {
    type: next.verdict === 'pass' ? 'Normal' : 'Warning',
    reason: REASONS[next.verdict],
    message: text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text,
  };
}
