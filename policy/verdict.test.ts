import { changeOf, overriding } from './support/judge';
import { verdictOn } from './verdict';

const finding = { field: 'replicas', got: '0', rule: 'be more than 0', mend: 'set it' };
const rule = { name: 'probes' };

const verdict = (situation: object) => verdictOn(finding, rule, changeOf(situation));

describe('what becomes of a finding', () => {
  it('is as the rule is enforced', () => {
    expect(verdict({ from: 5, to: 5 })).toEqual({
      message: "'replicas' (0) must be more than 0; set it",
      enforcementLevel: undefined,
    });
  });

  it('is told and stops nothing in a rollback', () => {
    expect(verdict({ from: 5, to: 4 })).toEqual({
      message: "Not enforced in a rollback from 5 to 4: 'replicas' (0) must be more than 0; set it",
      enforcementLevel: 'advisory',
    });
  });

  it('stops the first update of a stack: there is nothing to roll back from', () => {
    expect(verdict({ from: undefined, to: 0 }).enforcementLevel).toBeUndefined();
  });

  it('is told with the override of its rule', () => {
    expect(verdict({ config: overriding('probes') })).toEqual({
      message: "Overridden, agreed in CHG-1234 (ops): 'replicas' (0) must be more than 0; set it",
      enforcementLevel: 'advisory',
    });
  });

  it('is not let pass by the override of another rule, nor by one whose last day has passed', () => {
    expect(verdict({ config: overriding('soak') }).enforcementLevel).toBeUndefined();
    const past = {
      rule: 'probes',
      reason: 'agreed in CHG-1234',
      owner: 'ops',
      until: '2026-11-19',
    };
    const config = { 'cutover:policyOverrides': JSON.stringify([past]) };
    expect(verdict({ config }).enforcementLevel).toBeUndefined();
  });

  it('says until when it is let pass', () => {
    const one = { rule: 'probes', reason: 'agreed in CHG-1234', owner: 'ops', until: '2026-11-20' };
    const config = { 'cutover:policyOverrides': JSON.stringify([one]) };
    expect(verdict({ config }).message).toMatch(
      /^Overridden, agreed in CHG-1234 \(ops, until 2026-11-20\): /,
    );
  });
});
