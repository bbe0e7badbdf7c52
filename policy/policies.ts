import type {
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from '@pulumi/policy';
import type { LastUpdate } from '../components/last-update';
import type { Change } from './change';
import { known, type Resource } from './resource';
import { withDefaults, type Finding, type Rule } from './rule';
import { verdictOn } from './verdict';

/** Where the facts come from. */
export interface Sources {
  readonly change: Omit<Change, 'last'>;
  /** The outputs of the last update; `undefined` when they could not be read. */
  readonly last: Promise<LastUpdate | undefined>;
  /** What the guard has stored; asked for once, when the last update is known. */
  stored(change: Change): Promise<Change['stored']>;
  /** The same as `last` from the program's own resources, which only the end of an update has. */
  lastFrom(resources: readonly Resource[]): LastUpdate | undefined;
}

/** The root of every stack, registered before all else. */
const STACK = 'pulumi:pulumi:Stack';

/** Known to the package, but left out of its typings: a violation with a level of its own. */
type ReportWithLevel = (violation: {
  message: string;
  urn: string | undefined;
  enforcementLevel: 'advisory' | undefined;
}) => void;

/**
 * Makes a policy of a rule.
 *
 * Rules look at resources before they are made, and at the change as a whole before the first of them, so that an update
 * stops before it has applied anything, even without a preview. Only when the outputs of the last update cannot be
 * read in time does all of it wait for the end: until then nobody knows whether the change is a rollback.
 */
export function policyOf(
  rule: Rule,
  sources: Sources,
): ResourceValidationPolicy & Partial<StackValidationPolicy> {
  const seen = new Map<string, Resource>();

  const judge = (resource: Resource, config: object, change: Change): readonly Finding[] => [
    ...(resource.type === STACK ? (rule.change?.(change, config) ?? []) : []),
    ...(rule.resource?.(resource, config, change) ?? []),
  ];

  const withEvidence = async (change: Change): Promise<Change> => ({
    ...change,
    stored: await sources.stored(change),
  });

  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.enforcementLevel,
    configSchema: rule.configSchema,
    async validateResource(args, report) {
      const { urn, type, name, props } = args;
      const resource: Resource = { urn, type, name, props: known(props) };
      seen.set(urn, resource);
      const last = await sources.last;
      if (last === undefined) return;
      const change = await withEvidence({ ...sources.change, last });
      const config = withDefaults(rule, args.getConfig());
      tell(rule, judge(resource, config, change), change, report, urn);
    },
    async validateStack(args, report) {
      const { resources } = args;
      const config = withDefaults(rule, args.getConfig());
      const inputs = resources.flatMap(({ urn }) => seen.get(urn) ?? []);
      const early = await sources.last;
      const last =
        early ?? sources.lastFrom(resources.map((it) => ({ ...it, props: known(it.props) })));
      const change = await withEvidence({ ...sources.change, last: last ?? NOTHING });
      if (early === undefined) {
        for (const resource of inputs) {
          tell(rule, judge(resource, config, change), change, report, resource.urn);
        }
      }
      tell(rule, rule.stack?.(inputs, config, change) ?? [], change, report);
    },
  };
}

/** Nobody knows of an earlier update: every share above 0 is a rise, which is the careful side. */
const NOTHING: LastUpdate = {
  desiredShare: undefined,
  shareSince: undefined,
  v1State: undefined,
};

function tell(
  rule: Rule,
  findings: readonly Finding[],
  change: Change,
  report: ReportViolation,
  urn?: string,
): void {
  for (const finding of findings) {
    const { message, enforcementLevel } = verdictOn(finding, rule, change);
    (report as unknown as ReportWithLevel)({ message, urn: finding.urn ?? urn, enforcementLevel });
  }
}
