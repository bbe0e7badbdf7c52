import type { RuleContext } from './rule';

/** @returns the matchers that every series of a deployment has, and more of them. */
export function matchers({ service, namespace }: RuleContext, ...more: readonly string[]): string {
  return [`namespace="${namespace}"`, `service="${service.name}"`, ...more].join(',');
}

/** @returns a series of the deployment. */
export function series(context: RuleContext, name: string, ...more: readonly string[]): string {
  return `${name}{${matchers(context, ...more)}}`;
}

/** What one figure of a service is told by: every gateway pod tells the same shares. */
export const BY_SERVICE = '(namespace, service)';
export const BY_VERSION = '(namespace, service, version)';

/** @returns the largest value that any pod tells. */
export const highest = (expr: string): string => `max by ${BY_SERVICE} (${expr})`;
export const lowest = (expr: string): string => `min by ${BY_SERVICE} (${expr})`;
export const total = (expr: string): string => `sum by ${BY_SERVICE} (${expr})`;

/** @returns an expression on several lines as one that reads well in a rule file. */
export function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}
