import type { Hold } from '../model/hold';
import { NO_HOLD } from '../model/hold';
import { effectiveShare, type Share } from '../model/share';
import { decideRollback } from './decide-rollback';
import type { Situation } from './situation';

const request = { to: 0 as Share, reason: 'errors', by: 'bob', since: '2026-11-20T10:00:00Z' };
const release = 'cutover release --stack local --reason "…"';
const alice: Hold = {
  share: 5 as Share,
  reason: 'precision fell',
  by: 'alice',
  since: '2026-11-20T09:00:00Z',
  trigger: 'manual',
  evidence: '',
};

function situation(desired: number | undefined, hold: Hold | undefined = NO_HOLD): Situation {
  const share = desired as Share | undefined;
  const record = { data: {}, annotations: {}, resourceVersion: '1', writings: [] };
  return {
    desired: share,
    phase: '',
    hold,
    problems: [],
    effective: share === undefined ? undefined : effectiveShare(share, hold.share),
    observed: undefined,
    records: { traffic: record, hold: record },
  };
}

const to = (share: number) => ({ ...request, to: share as Share });

test('writes a hold that names who, why and since when', () => {
  expect(decideRollback(situation(25), request, release)).toEqual({
    kind: 'write',
    hold: {
      share: 0,
      reason: 'errors',
      by: 'bob',
      since: '2026-11-20T10:00:00Z',
      trigger: 'manual',
      evidence: '',
    },
  });
});

test('refuses a rollback above the share of now', () => {
  expect(decideRollback(situation(25), to(26), release)).toEqual({
    kind: 'refuse',
    why: 'a rollback to 26 % would not lower the share: it is 25 % now; raise it by pulumi up',
  });
});

test('takes the share of now as the highest it may hold', () => {
  expect(decideRollback(situation(25), to(25), release).kind).toBe('write');
  expect(decideRollback(situation(0), to(0), release).kind).toBe('write');
});

test('never raises a lower hold, and says who holds and how to release', () => {
  expect(decideRollback(situation(25, alice), to(6), release)).toEqual({
    kind: 'refuse',
    why: `a rollback to 6 % would raise the hold at 5 % by alice since 2026-11-20T09:00:00Z (manual): precision fell; release it with: ${release}`,
  });
});

test('keeps a hold at the same share, with who put it there', () => {
  expect(decideRollback(situation(25, alice), to(5), release)).toEqual({
    kind: 'keep',
    hold: alice,
  });
});

test('lowers a hold further', () => {
  expect(decideRollback(situation(25, alice), to(4), release).kind).toBe('write');
});

test('lowers although neither the desired share nor the hold can be read', () => {
  const unknown = { ...situation(undefined), hold: undefined };
  expect(decideRollback(unknown, to(50), release).kind).toBe('write');
});
