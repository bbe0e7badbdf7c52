import type { Share } from '../share';
import type { Gate } from './gate';
import { asksV1 } from './gates-of';
import { renderQuery } from './template';

/** What Prometheus is asked for one gate; `null` where it is not asked. */
export interface GateQueries {
  readonly v2: string;
  readonly v1: string | null;
  readonly samples: string | null;
  readonly v1Samples: string | null;
}

/** @returns the queries of a gate at a share, ready to be sent. */
export function queriesOf(
  gate: Gate,
  place: { readonly service: string; readonly namespace: string },
  share: Share,
): GateQueries {
  const { query, samples, window, minimumSamples } = gate;
  const v2 = { ...place, window, version: 'v2' } as const;
  const v1 = { ...v2, version: 'v1' } as const;
  const withV1 = asksV1(gate, share);
  const withSamples = minimumSamples > 0;
  return {
    v2: renderQuery(query, v2),
    v1: withV1 ? renderQuery(query, v1) : null,
    samples: withSamples ? renderQuery(samples, v2) : null,
    v1Samples: withV1 && withSamples ? renderQuery(samples, v1) : null,
  };
}
