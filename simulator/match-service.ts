import type { Version } from '../model/names';
import { readJson, reply as jsonReply } from './api';
import {
  BASE_PRECISION,
  findMatches,
  jobsReply,
  legacyReply,
  matchRequestSchema,
  selectAlgorithm,
  type Algorithm,
  type Match,
  type MatchRequest,
} from './matching';
import type { AskNexten } from './nexten';

/** The two formats in which a match is answered. */
export type Format = 'offers' | 'jobs';

export interface MatchReply {
  /** 200, or 400 when the request is not one. */
  readonly code: 200 | 400;
  readonly body: Buffer;
  /** Absent for a refused request. */
  readonly algorithm?: Algorithm;
  readonly fromCache: boolean;
}

/** Entries and characters per entry: at most about 16 MB. */
const CACHE = { entries: 4_096, longestBody: 2_048 } as const;

/** Answers matches; the same body gets the same answer, from a bounded cache after the first time. */
export class MatchService {
  #precision: number;
  readonly #cache = new Map<string, MatchReply>();

  /** @param nexten - whom to ask for the matches of Nexten; `undefined`: they are made here. */
  constructor(
    private readonly version: Version,
    private readonly nexten?: AskNexten,
    private readonly nextenEnabled = true,
  ) {
    this.#precision = BASE_PRECISION[version];
  }

  /** Part of the matches that fit, 0 to 1. */
  get precision(): number {
    return this.#precision;
  }

  /** @param override - null goes back to the version's own. */
  setPrecision(override: number | null): void {
    this.#precision = override ?? BASE_PRECISION[this.version];
    this.#cache.clear();
  }

  /** A promise only where Nexten is asked. */
  answer(format: Format, body: string): MatchReply | Promise<MatchReply> {
    const key = `${format} ${body}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const made = this.#compute(format, body);
    return made instanceof Promise
      ? made.then(({ reply, lasting }) => (lasting ? this.#remember(key, body, reply) : reply))
      : this.#remember(key, body, made);
  }

  #remember(key: string, body: string, reply: MatchReply): MatchReply {
    if (reply.code !== 200 || body.length > CACHE.longestBody) return reply;
    if (this.#cache.size >= CACHE.entries) {
      const oldest = this.#cache.keys().next();
      if (!oldest.done) this.#cache.delete(oldest.value);
    }
    this.#cache.set(key, { ...reply, fromCache: true });
    return reply;
  }

  #compute(
    format: Format,
    body: string,
  ): MatchReply | Promise<{ readonly reply: MatchReply; readonly lasting: boolean }> {
    const read = readJson(body);
    if ('refused' in read) return { ...read.refused, code: 400, fromCache: false };
    const parsed = matchRequestSchema.safeParse(read.value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const error = `'${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not valid'}`;
      return { ...jsonReply(400, { error }), code: 400, fromCache: false };
    }
    const request = parsed.data;
    const algorithm = selectAlgorithm(this.version, request.candidate, this.nextenEnabled);
    const own = (by: Algorithm): MatchReply =>
      this.#render(format, request, by, findMatches(request, this.#precision));
    if (algorithm !== 'nexten_matcher' || !this.nexten) return own(algorithm);
    return this.nexten(request).then(
      (matches) => ({ reply: this.#render(format, request, algorithm, matches), lasting: true }),
      // Requirement 000: fallbacks follow in order. The next algorithm answers, until Nexten does again.
      () => ({
        reply: own(selectAlgorithm(this.version, request.candidate, false)),
        lasting: false,
      }),
    );
  }

  #render(
    format: Format,
    { candidate }: MatchRequest,
    algorithm: Algorithm,
    matches: Match[],
  ): MatchReply {
    const render = format === 'offers' ? legacyReply : jobsReply;
    const { body } = jsonReply(200, render(algorithm, candidate.id, matches));
    return { code: 200, body, algorithm, fromCache: false };
  }
}
