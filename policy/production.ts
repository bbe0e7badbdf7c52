import type { PolicyConfigSchema } from '@pulumi/policy';
import type { Change } from './change';

/** Config of the rules that count in production alone. */
export interface ProductionConfig {
  readonly productionStacks: string;
}

export const productionStacks: PolicyConfigSchema['properties'][string] = {
  type: 'string',
  default: '(^|[-_.])prod(uction)?([-_.]|$)',
  description: 'Regular expression of the names of production stacks.',
};

/**
 * A stack is in production by its name. Unlike a config key, a name cannot be changed in passing, and it stands in
 * every command and in every record of the history.
 */
export function isProduction({ stack }: Change, config: ProductionConfig): boolean {
  return new RegExp(config.productionStacks).test(stack);
}
