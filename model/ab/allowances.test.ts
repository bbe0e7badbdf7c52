import type { Gate } from '../gates/gate';
import { allowances } from './allowances';

const gate = (bounds: Partial<Gate>): Gate => ({
  name: 'precision',
  description: 'precision',
  query: '',
  samples: '',
  window: '5m',
  minimumSamples: 124,
  weight: 'critical',
  dryRun: false,
  minimumShare: 1,
  unit: 'ratio',
  ifV1FailsToo: 'inconclusive',
  ...bounds,
});

describe('what a gate allows of V2 against V1', () => {
  it('is a twentieth in the direction of its absolute bounds', () => {
    expect(allowances(gate({ atLeast: 0.95 }))).toEqual([
      { atLeast: { times: 0.95, plus: 0 }, atMost: undefined },
    ]);
    expect(allowances(gate({ atMost: 9, atLeast: 1 }))).toEqual([
      { atLeast: { times: 0.95, plus: 0 }, atMost: { times: 1.05, plus: 0 } },
    ]);
  });

  it('is what its bounds relative to V1 say, where it has any', () => {
    expect(allowances(gate({ atMost: 9, comparedToV1: { atMostTimes: 1.2 } }))).toEqual([
      { atMost: { times: 1.2, plus: 0 }, atLeast: undefined },
    ]);
    expect(allowances(gate({ comparedToV1: { atLeastMore: -0.01, atMostMore: 3 } }))).toEqual([
      { atMost: { times: 1, plus: 3 }, atLeast: { times: 1, plus: -0.01 } },
    ]);
  });

  it('is all of them, where two bind one side', () => {
    const comparedToV1 = { atMostTimes: 1.2, atMostMore: 3, atLeastTimes: 0.9 };
    expect(allowances(gate({ comparedToV1 }))).toEqual([
      { atMost: { times: 1.2, plus: 0 }, atLeast: { times: 0.9, plus: 0 } },
      { atMost: { times: 1, plus: 3 }, atLeast: undefined },
    ]);
  });
});
