const STEP = /^(?:\.?([A-Za-z_$][A-Za-z0-9_$-]*)|(\[\*\]))/;

/** Every element of a list, as a step of a pattern. */
export const EACH = '[*]';

/**
 * The steps of a pattern such as `jobs[*].score`: names of fields, and {@link EACH} for every element of a list.
 *
 * @returns `undefined` when it is none.
 */
export function parseFieldPattern(text: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = text;
  if (rest.startsWith('.')) return undefined;
  while (rest !== '') {
    const [all = '', name, each] = STEP.exec(rest) ?? [];
    if (all === '' || (steps.length > 0 && name !== undefined && !all.startsWith('.'))) {
      return undefined;
    }
    steps.push(name ?? each ?? '');
    rest = rest.slice(all.length);
  }
  return steps.length === 0 ? undefined : steps;
}

/** @returns the pattern of these steps: what stands anywhere in a list has one name. */
export function fieldName(steps: readonly string[]): string {
  return steps.reduce(
    (text, step) => (step === EACH || text === '' ? text + step : `${text}.${step}`),
    '',
  );
}
