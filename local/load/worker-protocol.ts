import type { Version } from '../../model/names';
import type { Instant, LoadCounts } from './counters';
import type { LoadReport } from './load';
import type { LoadOptions } from './options';

/** From the process that measures to the process that sends. The first message is `start`. */
export type Call =
  | { readonly call: 'start'; readonly options: LoadOptions }
  | { readonly call: 'mark' }
  | { readonly call: 'since'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly call: 'lastSeen'; readonly version: Version }
  | { readonly call: 'stop' };

/** What each call is answered with. */
export interface Answers {
  start: null;
  mark: number;
  since: LoadCounts;
  lastSeen: Instant | null;
  stop: null;
}

export type ToWorker = Call & { readonly id: number };

export type FromWorker =
  | { readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly error: string }
  | { readonly report: LoadReport };
