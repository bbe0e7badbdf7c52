import { ENDPOINTS_EVERY_MS, keepPace, NEVER_TOLD, type Pace } from './pace';
import { NO_PARTS, type Parts } from './parts';

const parts = (v2: readonly string[], v2Absent = false): Parts => ({
  ...NO_PARTS,
  endpoints: { pods: { v1: ['a:1'], v2 }, v2Absent },
});
const told = parts(['x:1', 'y:1']);
const keep = (
  newest: Parts,
  now: number,
  more: { pace?: Pace; along?: boolean; crowded?: boolean } = {},
) => keepPace({ told, newest, pace: NEVER_TOLD, along: false, crowded: false, ...more }, now);

describe('new endpoints', () => {
  const added = parts(['x:1', 'y:1', 'z:1']);
  const removed = parts(['x:1']);

  it('are told at once when nothing was told before, or when something else is told anyway', () => {
    const first = keepPace(
      { told: undefined, newest: added, pace: NEVER_TOLD, along: false, crowded: true },
      7,
    );
    expect(first).toEqual({ endpoints: added.endpoints, pace: { since: undefined, toldAt: 7 } });
    expect(keep(added, 7, { along: true }).endpoints).toEqual(added.endpoints);
  });

  it('wait for others when they only add pods', () => {
    const { endpoints, pace } = keep(added, 5_000);
    expect(endpoints).toEqual(told.endpoints);
    expect(keep(added, 4_999 + ENDPOINTS_EVERY_MS, { pace }).endpoints).toEqual(told.endpoints);
    expect(keep(added, 5_000 + ENDPOINTS_EVERY_MS, { pace }).endpoints).toEqual(added.endpoints);
  });

  it('are told at once when a pod is gone, or V2 as a whole', () => {
    expect(keep(removed, 5_000).endpoints).toEqual(removed.endpoints);
    const gone = parts(['x:1', 'y:1'], true);
    expect(keep(gone, 5_000).endpoints).toEqual(gone.endpoints);
  });

  it('are told once a second at most, even when pods are gone', () => {
    const pace = { since: undefined, toldAt: 5_000 };
    const early = keep(removed, 5_100, { pace });
    expect(early.endpoints).toEqual(told.endpoints);
    expect(keep(removed, 6_000, { pace: early.pace }).endpoints).toEqual(removed.endpoints);
  });

  it('leave the room for old workers to changes of the share while they only add pods', () => {
    const { pace } = keep(added, 0);
    expect(keep(added, 60_000, { pace, crowded: true }).endpoints).toEqual(told.endpoints);
    expect(keep(removed, 60_000, { pace, crowded: true }).endpoints).toEqual(removed.endpoints);
  });

  it('that are taken back cause nothing', () => {
    const { pace } = keep(added, 0);
    expect(keep(told, 500, { pace }).pace.since).toBeUndefined();
  });

  it('of an autoscaler that adds a pod every 100 ms are told ten times in ten seconds', () => {
    let state = { told, pace: NEVER_TOLD };
    let changes = 0;
    for (let now = 0; now < 10_000; now += 10) {
      const pods = Array.from({ length: 1 + Math.floor(now / 100) }, (_, pod) => `p${pod}:1`);
      const newest = parts(['x:1', 'y:1', ...pods]);
      const next = keepPace({ ...state, newest, along: false, crowded: false }, now);
      if (next.endpoints !== state.told.endpoints) changes += 1;
      state = { told: { ...state.told, endpoints: next.endpoints }, pace: next.pace };
    }
    expect(changes).toBeGreaterThanOrEqual(4);
    expect(changes).toBeLessThanOrEqual(10);
  });
});
