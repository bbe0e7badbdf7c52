/** A condition on a label of an alert. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly matchType: '=' | '!=' | '=~' | '!~';
}

export const is = (name: string, value: string): Matcher => ({ name, value, matchType: '=' });
export const isNot = (name: string, value: string): Matcher => ({ name, value, matchType: '!=' });
export const matches = (name: string, value: string): Matcher => ({ name, value, matchType: '=~' });

/** @returns the matcher as Alertmanager's own configuration writes it. */
export function matcherText({ name, value, matchType }: Matcher): string {
  return `${name}${matchType}${JSON.stringify(value)}`;
}
