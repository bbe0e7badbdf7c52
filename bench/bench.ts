import type { Figure } from './figure';
import type { Stand } from './stand';

/** What a bench may use. */
interface BenchContext {
  readonly environment: NodeJS.ProcessEnv;
  /** The service under measurement; made when the first bench asks for it. */
  readonly stand: () => Promise<Stand>;
  /** Says what is being done. */
  readonly say: (text: string) => void;
}

/** Something that measures one figure or several that belong together. */
export interface Bench {
  readonly name: string;
  /** Names of the figures it measures. */
  readonly figures: readonly string[];
  run(context: BenchContext): Promise<readonly Figure[]>;
}
