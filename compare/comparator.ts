import type { CompareSettings } from '../model/compare-settings';
import { compareReplies } from '../model/comparison/compare-replies';
import type { ComparisonRules, Mismatch, Reply } from '../model/comparison/reply';
import type { CopiedRequest } from './copied-request';
import type { Examples } from './examples';
import type { CompareMetrics, DropReason } from './metrics';
import type { Pace } from './pace';
import type { VersionPort } from './version';

/** Comparisons under way at a time; each holds a request and three replies in memory. */
const MOST_UNDER_WAY = 16;

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** From here on V1 has failed, and says nothing that V2 should say as well. */
const FAILED_STATUS = 500;

export interface ComparatorParts {
  readonly settings: CompareSettings;
  readonly v1: VersionPort;
  readonly v2: VersionPort;
  readonly pace: Pace;
  readonly metrics: CompareMetrics;
  readonly examples: Examples;
  /** Milliseconds of a clock that never steps back. */
  readonly now: () => number;
  readonly date: () => Date;
}

/**
 * Sends copies of requests to both versions and compares what they answer.
 *
 * Where the replies differ, V1 is asked once more: a field in which V1 differs from itself is noise, such as a time or
 * an id of the request, and says nothing of V2.
 */
export class Comparator {
  private underWay = 0;

  constructor(private readonly parts: ComparatorParts) {}

  /** Takes a copy, or drops it. Never throws. */
  async take(copied: CopiedRequest): Promise<void> {
    const { metrics } = this.parts;
    const reason = this.reasonToDrop(copied);
    if (reason !== undefined) {
      metrics.dropped(reason);
      return;
    }
    this.underWay += 1;
    try {
      await this.compare(copied);
    } finally {
      this.underWay -= 1;
    }
  }

  private reasonToDrop({ route, method }: CopiedRequest): DropReason | undefined {
    const { settings, pace, now } = this.parts;
    const rules = settings.routes[route];
    if (rules === undefined) return 'unknown-route';
    if (!rules.safe && !HARMLESS.has(method)) return 'unsafe';
    if (this.underWay >= MOST_UNDER_WAY) return 'busy';
    return pace.take(now()) ? undefined : 'rate';
  }

  private async compare(copied: CopiedRequest): Promise<void> {
    const { settings, v1, v2, metrics, examples, date } = this.parts;
    const { route, method } = copied;
    const rules = settings.routes[route];
    if (rules === undefined) return;
    const [one, other] = await Promise.all([v1.ask(copied), v2.ask(copied)]);
    if (one === undefined || one.status >= FAILED_STATUS) {
      metrics.dropped('v1-failed');
      return;
    }
    const found = differences(one, other, rules);
    const mismatches = found.length === 0 ? [] : await this.withoutNoise(copied, one, found, rules);
    metrics.compared(
      route,
      mismatches.map(({ field }) => field),
    );
    if (mismatches.length > 0) {
      examples.add({ at: date().toISOString(), route, method, mismatches });
    }
  }

  private async withoutNoise(
    copied: CopiedRequest,
    one: Reply,
    found: readonly Mismatch[],
    rules: ComparisonRules,
  ): Promise<readonly Mismatch[]> {
    const again = await this.parts.v1.ask(copied);
    if (again === undefined) return found;
    const noise = new Set(compareReplies(one, again, rules).map(({ field }) => field));
    return found.filter(({ field }) => !noise.has(field));
  }
}

function differences(v1: Reply, v2: Reply | undefined, rules: ComparisonRules): Mismatch[] {
  if (v2 !== undefined) return compareReplies(v1, v2, rules);
  return [{ field: '<reply>', v1: String(v1.status), v2: 'nothing' }];
}
