import type { PolicyConfigSchema } from '@pulumi/policy';
import type { Problem } from '../model/problem';
import type { Change } from './change';
import type { Resource } from './resource';

/** A problem, and the resource that has it where that is not the one that was looked at. */
export interface Finding extends Problem {
  readonly urn?: string;
}

/**
 * One rule of the pack. It has one of the three checks, by what it has to look at:
 * `change` before anything is registered, `resource` before that resource is made, `stack` at the end, for what
 * only several resources together can tell.
 */
export interface Rule<Config extends object = object> {
  /** In kebab-case; what an override and the config of the pack call it. */
  readonly name: string;
  /** What must hold, as one sentence. */
  readonly description: string;
  /** Why, as one sentence, for the page. */
  readonly reason: string;
  readonly enforcementLevel: 'mandatory' | 'advisory';
  /** What may be configured; every property has a default and a description. */
  readonly configSchema: PolicyConfigSchema;
  change?(change: Change, config: Config): readonly Finding[];
  resource?(resource: Resource, config: Config, change: Change): readonly Finding[];
  stack?(resources: readonly Resource[], config: Config, change: Change): readonly Finding[];
}

/** @returns a rule's config with the defaults of what is not given. */
export function withDefaults<Config extends object>(
  { configSchema }: Pick<Rule<Config>, 'configSchema'>,
  given: Partial<Config> = {},
): Config {
  const defaults = Object.entries(configSchema.properties).map(([key, { default: value }]) => [
    key,
    value,
  ]);
  return { ...Object.fromEntries(defaults), ...given } as Config;
}
