import type { Version } from '../model/names';
import {
  BASE_PRECISION,
  findMatches,
  jobsReply,
  legacyReply,
  matchRequestSchema,
  selectAlgorithm,
  type Algorithm,
} from './matching';

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

  constructor(private readonly version: Version) {
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

  answer(format: Format, body: string): MatchReply {
    const key = `${format} ${body}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const reply = this.#compute(format, body);
    if (reply.code === 200 && body.length <= CACHE.longestBody) this.#remember(key, reply);
    return reply;
  }

  #remember(key: string, reply: MatchReply): void {
    if (this.#cache.size >= CACHE.entries) {
      const oldest = this.#cache.keys().next();
      if (!oldest.done) this.#cache.delete(oldest.value);
    }
    this.#cache.set(key, { ...reply, fromCache: true });
  }

  #compute(format: Format, body: string): MatchReply {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return refused('the body must be JSON');
    }
    const parsed = matchRequestSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refused(`'${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not valid'}`);
    }
    const { candidate } = parsed.data;
    const algorithm = selectAlgorithm(this.version, candidate);
    const matches = findMatches(parsed.data, this.#precision);
    const render = format === 'offers' ? legacyReply : jobsReply;
    const reply = render(algorithm, candidate.id, matches);
    return { code: 200, body: json(reply), algorithm, fromCache: false };
  }
}

function refused(error: string): MatchReply {
  return { code: 400, body: json({ error }), fromCache: false };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
