import { projectRoot } from '../../local/settings';
import { describeProblem } from '../../model/problem';
import { readChange } from '../../policy/facts';
import type { Resource } from '../../policy/resource';
import { withDefaults } from '../../policy/rule';
import { RULES } from '../../policy/rules/rules';
import { stackConfig, stackNames } from '../support/program/stacks';
import { runProgram } from '../support/program/run-program';

describe('the policy pack', () => {
  it.each(stackNames())('finds nothing at stack %s as it is committed', async (stack) => {
    const config = stackConfig(stack);
    const { resources: registered, refusal } = await runProgram({ stack, config });
    expect(refusal).toBeUndefined();
    const resources = registered.map(({ type, name, inputs }): Resource => ({
      urn: name,
      type,
      name,
      props: inputs,
    }));
    const nothing = { desiredShare: undefined, shareSince: undefined, v1State: undefined };
    const now = new Date();
    const change = { ...readChange({ stack, config, root: projectRoot, now }), last: nothing };
    const findings = RULES.flatMap((rule) => {
      const settings = withDefaults(rule);
      return [
        ...(rule.change?.(change, settings) ?? []),
        ...resources.flatMap((resource) => rule.resource?.(resource, settings, change) ?? []),
        ...(rule.stack?.(resources, settings, change) ?? []),
      ].map((finding) => `${rule.name}: ${describeProblem(finding)}`);
    });
    expect(findings).toEqual([]);
  });
});
