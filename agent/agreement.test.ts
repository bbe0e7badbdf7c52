import type { Share } from '../model/share';
import { DISAGREEMENT_MS, observedStep, RANK_DELAY_MS, type PodSight } from './agreement';

const pod = (name: string, share: string | undefined, serving = true): PodSight => {
  return { name, share, serving };
};
const step = (pods: readonly PodSight[] | undefined, effective: number, observed?: string) =>
  observedStep({ pods, effective: effective as Share, observed, self: 'a' });

describe('the step to the observed share', () => {
  it('is to write what all ready pods carry, when that is the effective share', () => {
    expect(step([pod('a', '25'), pod('b', '25')], 25, '5')).toEqual({ value: 25, afterMs: 0 });
  });

  it('is nothing when the observed share is right already', () => {
    expect(step([pod('a', '25'), pod('b', '25')], 25, '25')).toBeUndefined();
  });

  it('is not to write while one ready pod carries another share or none', () => {
    expect(step([pod('a', '25'), pod('b', '5')], 25)).toBeUndefined();
    expect(step([pod('a', '25'), pod('b', undefined)], 25)).toBeUndefined();
  });

  it('is not to write what all carry while it is not the effective share', () => {
    expect(step([pod('a', '5'), pod('b', '5')], 25)).toBeUndefined();
  });

  it('leaves out pods that are not ready or are ending', () => {
    const step25 = step([pod('a', '25'), pod('b', '5', false)], 25);
    expect(step25).toEqual({ value: 25, afterMs: 0 });
  });

  it('is nothing without any ready pod, or before the pods are known', () => {
    expect(step([pod('a', '25', false)], 25, '5')).toBeUndefined();
    expect(step([], 25, '5')).toBeUndefined();
    expect(step(undefined, 25, '5')).toBeUndefined();
  });

  it('is to remove an observed share that a ready pod does not carry, after a while', () => {
    const removal = { value: undefined, afterMs: DISAGREEMENT_MS };
    expect(step([pod('a', '25'), pod('b', '5')], 25, '5')).toEqual(removal);
    expect(step([pod('a', '5'), pod('b', '5')], 25, '5')).toBeUndefined();
  });

  it('waits longer in each further pod, so that one write is enough', () => {
    const pods = [pod('b', '25'), pod('c', '25'), pod('a', '25', false)];
    const after = (self: string) =>
      observedStep({ pods, effective: 25 as Share, observed: undefined, self })?.afterMs;
    expect(after('b')).toBe(0);
    expect(after('c')).toBe(RANK_DELAY_MS);
    expect(after('a')).toBe(2 * RANK_DELAY_MS);
  });

  it('takes no annotation that is not a share for one', () => {
    expect(step([pod('a', '025')], 25)).toBeUndefined();
  });
});
