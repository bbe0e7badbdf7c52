import { z } from 'zod';
import { fieldName } from '../fields';
import { InvalidInputError, type Problem } from '../problem';
import { schemaProblems } from '../schema-problems';
import { assess } from './assess';
import { UNITS } from './gate';
import { VERDICTS, WEIGHTS } from './verdict';

const time = z.iso.datetime({ error: 'be a time such as 2026-11-20T10:00:00Z' });
const share = z.int().min(0).max(100);
const value = z.number().nullable();
const count = z.int().min(0);

const gateResultSchema = z.object({
  name: z.string(),
  weight: z.enum(WEIGHTS),
  dryRun: z.boolean(),
  unit: z.enum(UNITS),
  verdict: z.enum(VERDICTS),
  /** Begins with the name of the gate, and prints the arithmetic. */
  message: z.string(),
  /** V1 misses the bound as V2 does: nothing is blamed on V2, and somebody is paged. */
  sharedFailure: z.boolean(),
  /** As Prometheus was asked. */
  query: z.string(),
  v1Query: z.string().nullable(),
  value,
  v1Value: value,
  /** In words. */
  bound: z.string(),
  samples: value,
  minimumSamples: z.number(),
  window: z.string(),
  at: time,
});

const evidenceSchema = z
  .object({
    format: z.literal(1),
    service: z.string(),
    /** When all of it was judged, ISO 8601 in UTC. */
    at: time,
    /** The share that was desired and observed while it was judged. */
    share,
    phase: z.string(),
    gatesDigest: z.string(),
    verdict: z.enum(VERDICTS),
    /** Since when the verdict has been what it is, at this share and by these gates. */
    since: time,
    gates: z.array(gateResultSchema),
    /** Judgements since the last `pass` or `fail`, by kind. */
    budgets: z.object({ inconclusive: count, noData: count, error: count }),
    /** Why somebody is to be paged; empty: nobody is. */
    pages: z.array(z.string()),
  })
  .superRefine(({ gates, verdict }, context) => {
    const due = assess(gates).verdict;
    if (due === verdict) return;
    context.addIssue({
      code: 'custom',
      path: ['verdict'],
      message: `be '${due}', which follows from its gates`,
    });
  });

export type GateResult = z.infer<typeof gateResultSchema>;
/** A judgement of all gates in force at one time, and what it rests on. */
export type Evidence = z.infer<typeof evidenceSchema>;

/** @returns the data of the ConfigMap `<service>-verdict`; without evidence, as it is made. */
export function evidenceData(evidence: Evidence | undefined): Record<string, string> {
  if (evidence === undefined) return { verdict: '', at: '', share: '', phase: '', evidence: '' };
  return {
    verdict: evidence.verdict,
    at: evidence.at,
    share: String(evidence.share),
    phase: evidence.phase,
    evidence: JSON.stringify(evidence),
  };
}

/** Read from elsewhere than the evidence itself by people and programs: it must say the same. */
const REPEATED = ['verdict', 'at', 'share', 'phase'] as const;

/**
 * Reads the data of the ConfigMap `<service>-verdict`.
 *
 * @param name - of the ConfigMap, for messages.
 * @returns `undefined` where nothing has been judged yet.
 * @throws InvalidInputError when it is anything but what {@link evidenceData} writes: what cannot be read must stop a rise.
 */
export function parseEvidence(
  data: Readonly<Record<string, string>> | undefined,
  name: string,
): Evidence | undefined {
  const text = data?.['evidence'];
  if (text === undefined || text === '') return undefined;
  const refuse = (problems: readonly Problem[]): never => {
    throw new InvalidInputError(`ConfigMap ${name}`, problems);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse([{ field: 'data.evidence', got: shown(text), rule: 'be JSON', mend: MEND }]);
  }
  const result = evidenceSchema.safeParse(json);
  if (!result.success) {
    return refuse(
      result.error.issues
        .flatMap((issue) => schemaProblems(evidenceSchema, issue, json))
        .map(({ path, ...rest }) => ({
          ...rest,
          field: path.length === 0 ? 'data.evidence' : `data.evidence.${fieldName(path)}`,
          mend: MEND,
        })),
    );
  }
  const different = REPEATED.filter((key) => data?.[key] !== String(result.data[key]));
  if (different.length === 0) return result.data;
  return refuse(
    different.map((key) => ({
      field: `data.${key}`,
      got: data?.[key] === undefined ? undefined : shown(data[key]),
      rule: `be ${JSON.stringify(String(result.data[key]))}, as the evidence says`,
      mend: MEND,
    })),
  );
}

/** Nobody but the guard writes evidence, and it does so again at its next judgement. */
const MEND = 'wait until the guard has judged again, and let nobody else write it';

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > 60 ? `${quoted.slice(0, 57)}...` : quoted;
}
