import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Version } from '../model/names';

/** The part of a match request that decides anything; other fields are let through, as services do. */
export const matchRequestSchema = z.object({
  candidate: z.object({
    id: z.string().max(200).default('anonymous'),
    /** How much of the questionnaire is filled in, 0 to 1. */
    questionnaire_completeness: z.number().min(0).max(1).default(0),
    skills: z.array(z.string().max(200)).max(200).default([]),
    /** Overrides the number of `skills`; older clients send only this. */
    skills_count: z.int().min(0).max(1_000).optional(),
    mobility: z.enum(['local', 'regional', 'national', 'remote']).optional(),
    /** Kilometres. */
    max_distance: z.number().min(0).max(20_000).optional(),
    experience_years: z.number().min(0).max(80).default(0),
  }),
  /** Matches wanted, 1 to 20. */
  limit: z.int().min(1).max(20).default(3),
});

export type MatchRequest = z.infer<typeof matchRequestSchema>;

export type Algorithm = 'nexten_matcher' | 'smart_match' | 'enhanced_match';

export interface Match {
  readonly id: string;
  readonly title: string;
  /** 0 to 1, two digits. */
  readonly score: number;
}

/** Precision of each version, from the table of indicators in requirement 000. */
export const BASE_PRECISION: Record<Version, number> = { v1: 0.82, v2: 0.95 };

/**
 * The business rules of requirement 000. Its three cases fix the order and leave the thresholds open:
 * a questionnaire filled to 0.7 with at least 5 skills is enough for Nexten (given: 0.8 and 6), limited
 * mobility asks for Smart Match, and all others, seniors first, get Enhanced Match. V1 has no Nexten.
 */
export function selectAlgorithm(
  version: Version,
  candidate: MatchRequest['candidate'],
  nexten = true,
): Algorithm {
  const skills = candidate.skills_count ?? candidate.skills.length;
  const detailed = candidate.questionnaire_completeness >= 0.7 && skills >= 5;
  if (version === 'v2' && nexten && detailed) return 'nexten_matcher';
  const bound = candidate.mobility === 'local' || candidate.max_distance !== undefined;
  return bound ? 'smart_match' : 'enhanced_match';
}

const TITLES = [
  'Développeur TypeScript',
  'Ingénieure plateforme',
  'Data engineer',
  'Cheffe de projet',
  'Administrateur réseau',
  'Analyste sécurité',
  'Architecte logiciel',
] as const;

/**
 * @param precision - 0 to 1; scores scale with it, so that a worse version answers visibly worse.
 * @returns the same matches for the same request, best first.
 */
export function findMatches(request: MatchRequest, precision: number): Match[] {
  const { candidate, limit } = request;
  const matches: Match[] = [];
  for (let i = 0; i < limit; i++) {
    const digest = createHash('sha256')
      .update(`${JSON.stringify(candidate)}#${i}`)
      .digest();
    const raw = digest.readUInt16BE(0) / 65_535;
    matches.push({
      id: `job-${digest.readUInt32BE(2).toString(36)}`,
      title: TITLES[digest.readUInt8(6) % TITLES.length] ?? TITLES[0],
      score: Math.round((0.5 + 0.5 * raw) * precision * 100) / 100,
    });
  }
  return matches.sort((a, b) => b.score - a.score);
}

/** The reply of `POST /match`: V1's format, which speaks of offers. */
export function legacyReply(algorithm: Algorithm, candidateId: string, matches: Match[]): unknown {
  const offers = matches.map(({ id, title, score }) => ({ offer_id: id, title, score }));
  return { candidate_id: candidateId, algorithm, offers, total: offers.length };
}

/** The reply of `POST /v2/match`, which speaks of jobs. */
export function jobsReply(algorithm: Algorithm, candidateId: string, matches: Match[]): unknown {
  const jobs = matches.map(({ id, title, score }) => ({ job_id: id, title, confidence: score }));
  return { candidate: { id: candidateId }, algorithm_used: algorithm, jobs };
}
