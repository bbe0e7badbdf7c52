import { worstVerdict, type Verdict } from '../gates/verdict';
import { judgeSet } from '../judge/judge-set';
import { sampleRatio, type SampleRatio } from '../judge/sample-ratio';
import { count, probability, proportionWords } from '../judge/words';
import { planInForce } from '../service/plan';
import type { Service } from '../service/service';
import { isMissing, type AbData } from './ab-data';
import { abRows, type AbRow, type AbTerms } from './ab-rows';

export interface AbResult {
  readonly service: string;
  readonly namespace: string;
  readonly from: string;
  readonly to: string;
  readonly looks: AbTerms['looks'];
  readonly confidence: number;
  readonly verdict: Verdict;
  readonly rows: readonly AbRow[];
  /** Requests that V2 answered, null where nobody knows, and how many the comparison must rest on. */
  readonly samples: { readonly v2: number | null; readonly needed: number };
  /** Whether the requests were divided as the share says; null where that cannot be said. */
  readonly sampleRatio: SampleRatio | null;
  /** What else must be known to read the figures. */
  readonly notes: readonly string[];
}

/**
 * Compares V2 with V1 by every metric, and all together: the gravest verdict, after the correction for their number. It
 * passes only on as many samples as are needed, and on requests that were divided as the share says.
 *
 * @param needed - requests that V2 must have answered; without it, as many as the plan in force asks for.
 */
export function compareVersions(
  service: Service,
  data: AbData,
  terms: AbTerms,
  needed = planInForce(service).abSamples ?? 0,
): AbResult {
  const rows = corrected(abRows(service, data, terms), terms.confidence);
  const v2 = isMissing(data.answered.v2) ? null : Math.round(data.answered.v2);
  const divided = division(service, data);
  const doubts: Verdict[] = [
    ...((v2 ?? 0) < needed ? (['inconclusive'] as const) : []),
    ...(typeof divided === 'object' && divided.mismatch ? (['inconclusive'] as const) : []),
  ];
  const { from, to, namespace } = data;
  return {
    service: data.service,
    namespace,
    from,
    to,
    looks: terms.looks,
    confidence: terms.confidence,
    verdict: worstVerdict([...rows.map(({ verdict }) => verdict), ...doubts]),
    rows,
    samples: { v2, needed },
    sampleRatio: typeof divided === 'object' ? divided : null,
    notes: notesOf(divided, v2, needed, data),
  };
}

function corrected(rows: readonly AbRow[], confidence: number): readonly AbRow[] {
  // Rows that were not measured stay out of the set that is corrected, and stay what they are.
  const judged = rows.flatMap(({ verdict, ...row }) =>
    verdict === 'error' ? [] : [[row.metric, { ...row, verdict }] as const],
  );
  const set = judgeSet(new Map(judged), confidence);
  return rows.map((row) => set.get(row.metric) ?? row);
}

/** @returns how the requests were divided, or why that cannot be held against the share. */
function division({ assignment }: Service, data: AbData): SampleRatio | string {
  const { share, answered, fallbacks } = data;
  if (assignment.mode === 'perUser') {
    return 'sample ratio: not checked, since users are assigned and not requests';
  }
  if (
    isMissing(share) ||
    isMissing(answered.v1) ||
    isMissing(answered.v2) ||
    isMissing(fallbacks)
  ) {
    return 'sample ratio: not checked, since share or requests are not known';
  }
  if (share.least !== share.most) {
    return `the share went from ${share.least} to ${share.most} %: V1 and V2 saw different hours, so what differed between those hours counts as a difference of the versions; compare each share by itself`;
  }
  const asked1 = Math.max(0, Math.round(answered.v1 - fallbacks));
  return sampleRatio(asked1, Math.round(answered.v2 + fallbacks), share.most / 100);
}

function notesOf(
  divided: SampleRatio | string,
  v2: number | null,
  needed: number,
  { fallbacks }: AbData,
): string[] {
  const enough = v2 !== null && v2 >= needed;
  return [
    ...(typeof divided === 'string' ? [divided] : ratioNotes(divided)),
    ...(needed > 0 && !enough
      ? [
          `samples: V2 answered ${v2 === null ? 'nobody knows how many' : count(v2)} of the ${count(needed)} requests that the comparison must rest on`,
        ]
      : []),
    ...(!isMissing(fallbacks) && Math.round(fallbacks) > 0
      ? [`V1 answered ${count(fallbacks)} requests in place of V2: they count as V2's failures`]
      : []),
  ];
}

function ratioNotes({ observed, expected, p, mismatch }: SampleRatio): string[] {
  if (!mismatch) return [];
  const told = `V2 was asked ${proportionWords.value(observed)} of the requests at a share of ${proportionWords.value(expected)}, ${probability(p)}`;
  return [
    `sample ratio: ${told}: what is compared is not what was assigned; find out why before believing a difference`,
  ];
}
