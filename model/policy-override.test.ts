import { isOverridden, type PolicyOverride } from './policy-override';

const override: PolicyOverride = {
  rule: 'v1-removal',
  reason: 'no client of V1 is left',
  owner: 'ops@company.com',
};
const now = new Date('2026-12-31T23:59:59Z');

describe('an override', () => {
  it.each([
    ['for the same rule', override, true],
    ['for another rule', { ...override, rule: 'soak' }, false],
    ['until today', { ...override, until: '2026-12-31' }, true],
    ['until yesterday', { ...override, until: '2026-12-30' }, false],
  ])('%s counts: %j is %s', (_, one, counts) => {
    expect(isOverridden([one], 'v1-removal', now)).toBe(counts);
  });

  it('is none where none is given', () => {
    expect(isOverridden([], 'v1-removal', now)).toBe(false);
  });
});
