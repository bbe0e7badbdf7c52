import { judge } from '../support/judge';
import { overrides } from './overrides';

const good = { rule: 'soak', reason: 'agreed in CHG-1234', owner: 'ops' };

const found = (...entries: readonly unknown[]) =>
  judge(overrides, { config: { 'cutover:policyOverrides': JSON.stringify(entries) } });

const refusal = (field: string, rest: string) =>
  `mandatory: 'cutover:policyOverrides[0].${field}' ${rest}`;

describe('overrides', () => {
  it.each([
    ['none', []],
    ['one for good', [good]],
    ['one that counts for the last day, on the boundary', [{ ...good, until: '2026-11-20' }]],
    [
      'a day without quotes, as Pulumi hands it on',
      [{ ...good, until: '2026-11-20 00:00:00 +0000 UTC' }],
    ],
    ['several', [good, { ...good, rule: 'tls' }]],
  ])('passes %s', (_, entries) => {
    expect(found(...entries)).toEqual([]);
  });

  it('refuses one without a reason or an owner', () => {
    expect(found({ rule: 'soak' })).toEqual([
      refusal('reason', '(missing) must be text; add it'),
      refusal('owner', '(missing) must be text; add it'),
    ]);
  });

  it('refuses a reason that gives none', () => {
    expect(found({ ...good, reason: 'because' })).toEqual([
      refusal('reason', '("because") must say why in at least 10 characters; correct it'),
    ]);
  });

  it('refuses one field more', () => {
    expect(found({ ...good, untill: '2026-12-31' })).toEqual([
      expect.stringMatching(/untill.+write 'until', or remove it$/),
    ]);
  });

  it('refuses an unknown rule, and names the nearest', () => {
    expect(found({ ...good, rule: 'soaks' })).toEqual([
      expect.stringMatching(
        /^mandatory: 'cutover:policyOverrides\[0\]\.rule' \("soaks"\) must be one of the rules \(phase-order, .+, plain-secrets\); write 'soak', or remove the entry$/,
      ),
    ]);
  });

  it('refuses one the day after its last', () => {
    expect(found({ ...good, until: '2026-11-19' })).toEqual([
      refusal(
        'until',
        '(2026-11-19) must not have passed, and it is 2026-11-20; keep the rule, or have the override reviewed again with a later day',
      ),
    ]);
  });

  it('refuses what is no day', () => {
    expect(found({ ...good, until: 'Friday' })).toEqual([
      refusal('until', '("Friday") must be a day such as 2026-12-31; correct it'),
    ]);
  });

  it('cannot be exempted: an override of it is refused', () => {
    expect(found({ ...good, rule: 'overrides' })).toEqual([
      refusal(
        'rule',
        '("overrides") must be another one: this rule has no overrides; remove the entry',
      ),
    ]);
  });

  it('refuses what is no list', () => {
    const config = { 'cutover:policyOverrides': '{"rule":"soak"}' };
    expect(judge(overrides, { config })).toEqual([
      `mandatory: 'cutover:policyOverrides' ({"rule":"soak"}) must be a list; correct it`,
    ]);
  });
});
