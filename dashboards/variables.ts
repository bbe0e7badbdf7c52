/** `$name`, `${name}` and `${name:format}`; not `$1`, which is the business of a regular expression. */
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::[a-z]+)?\})/g;

/** What Grafana itself fills in, as it would for 15 minutes on view. */
export const BUILT_IN = { __rate_interval: '1m', __interval: '15s', __range: '15m' } as const;

/** @returns the names of the variables in a text, those of Grafana itself left out. */
export function variablesIn(text: string): readonly string[] {
  const named = [...text.matchAll(VARIABLE)].map(([, plain, braced]) => plain ?? braced ?? '');
  return named.filter((name) => !(name in BUILT_IN));
}

/** @returns the text as it is asked, variables without a value left as they are. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    VARIABLE,
    (whole, plain?: string, braced?: string) => values[plain ?? braced ?? ''] ?? whole,
  );
}
