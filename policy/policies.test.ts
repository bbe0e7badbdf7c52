import type { ResourceValidationArgs, StackValidationArgs } from '@pulumi/policy';
import type { LastUpdate } from '../components/last-update';
import { policyOf } from './policies';
import type { Resource } from './resource';
import type { Rule } from './rule';
import { changeOf } from './support/judge';
import { deployment } from './support/resources';

const ROOT: Resource = { urn: 'root', type: 'pulumi:pulumi:Stack', name: 'root', props: {} };
const POD = deployment();

const problem = { got: undefined, rule: 'be there', mend: 'add it' };

/** Finds one thing at the change, one at each resource but the root, and one at the stack. */
const rule: Rule<{ word: string }> = {
  name: 'probes',
  description: 'Something holds.',
  reason: 'It has to.',
  enforcementLevel: 'mandatory',
  configSchema: { properties: { word: { type: 'string', default: 'a' } } },
  change: (_, { word }) => [{ ...problem, field: `change ${word}` }],
  resource: ({ name, type }) => (type === ROOT.type ? [] : [{ ...problem, field: name }]),
  stack: (resources) => [{ ...problem, urn: 'other', field: `stack of ${resources.length}` }],
};

const last = (share: number): LastUpdate => changeOf({ from: share }).last;

interface Run {
  /** What the outputs of the last update say; `undefined`: they cannot be read. */
  readonly before: LastUpdate | undefined;
  /** What the program's own resources say at the end. */
  readonly atEnd?: LastUpdate | undefined;
  readonly config?: object;
}

/** Lets a policy see a stack with the desired share 5, as the engine does; @returns what it told, and when. */
async function run({ before, atEnd, config = {} }: Run): Promise<string[]> {
  const policy = policyOf(rule, {
    change: changeOf({ to: 5 }),
    last: Promise.resolve(before),
    stored: () => Promise.resolve(undefined),
    lastFrom: () => atEnd,
  });
  const told: string[] = [];
  const report = (when: string) =>
    (({ message, urn, enforcementLevel }: Record<string, string | undefined>) => {
      told.push(
        `${when} ${enforcementLevel ?? 'as is'} ${urn ?? ''}: ${message?.split(' must')[0] ?? ''}`,
      );
    }) as never;
  const getConfig = () => config;
  const args = (resource: Resource) =>
    ({ ...resource, getConfig }) as unknown as ResourceValidationArgs;
  const { validateResource: look, validateStack: lookAtAll } = policy;
  if (typeof look !== 'function' || lookAtAll === undefined) throw new Error('not a policy');
  for (const resource of [ROOT, POD]) await look(args(resource), report('early'));
  const resources = [ROOT, POD, { ...POD, urn: 'never registered' }];
  await lookAtAll({ resources, getConfig } as unknown as StackValidationArgs, report('late'));
  return told;
}

describe('a policy', () => {
  it('judges the change before all else, and each resource before it is made', async () => {
    expect(await run({ before: last(5) })).toEqual([
      "early as is root: 'change a' (missing)",
      `early as is ${POD.urn}: 'orders-v1' (missing)`,
      "late as is other: 'stack of 2' (missing)",
    ]);
  });

  it('stops nothing in a rollback', async () => {
    const told = await run({ before: last(25) });
    expect(told).toHaveLength(3);
    expect(told.every((line) => line.includes(' advisory '))).toBe(true);
  });

  it('waits for the end where nobody can say earlier whether it is a rollback', async () => {
    expect(await run({ before: undefined, atEnd: last(25) })).toEqual([
      "late advisory root: Not enforced in a rollback from 25 to 5: 'change a' (missing)",
      `late advisory ${POD.urn}: Not enforced in a rollback from 25 to 5: 'orders-v1' (missing)`,
      "late advisory other: Not enforced in a rollback from 25 to 5: 'stack of 2' (missing)",
    ]);
  });

  it('is enforced where nobody can say it at the end either', async () => {
    expect(await run({ before: undefined })).toEqual([
      "late as is root: 'change a' (missing)",
      `late as is ${POD.urn}: 'orders-v1' (missing)`,
      "late as is other: 'stack of 2' (missing)",
    ]);
  });

  it('takes what the pack is configured with, and defaults for the rest', async () => {
    expect((await run({ before: last(5), config: { word: 'b' } }))[0]).toContain("'change b'");
  });
});
