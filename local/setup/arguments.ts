import { type StepName, steps, stepsForOtherCluster, usualSteps } from './steps';

/**
 * What the set-up is asked to do: its usual steps, those and more, those for somebody else's cluster, or some by name.
 *
 * @param args - the command line behind the program's name; options of others are none of its business.
 * @throws when `--only` or `--with` names no such step.
 */
export function chosenSteps(args: readonly string[]): StepName[] {
  const only = stepNames(args, '--only');
  if (only !== undefined) return inOrder(only);
  if (hasOption(args, '--context')) return [...stepsForOtherCluster];
  return inOrder([...usualSteps, ...(stepNames(args, '--with') ?? [])]);
}

function stepNames(args: readonly string[], option: string): StepName[] | undefined {
  const names = optionValue(args, option)
    ?.split(',')
    .map((name) => name.trim());
  const unknown = names?.filter((name) => !isStepName(name)) ?? [];
  if (unknown.length > 0) {
    const known = Object.keys(steps).join(', ');
    throw new Error(`'${option}' (${unknown.join(', ')}) must name steps; choose from ${known}.`);
  }
  return names?.filter(isStepName);
}

const inOrder = (names: readonly StepName[]): StepName[] =>
  (Object.keys(steps) as StepName[]).filter((name) => names.includes(name));

/** @returns the value of `--name value` or `--name=value`, looked for up to a lone `--`. */
export function optionValue(args: readonly string[], name: string): string | undefined {
  const own = ownArguments(args);
  const index = own.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const found = own[index];
  if (found === undefined) return undefined;
  return found === name ? own[index + 1] : found.slice(name.length + 1);
}

/** @returns whether `--name` is there, with a value or without, before a lone `--`. */
export function hasOption(args: readonly string[], name: string): boolean {
  return ownArguments(args).some((arg) => arg === name || arg.startsWith(`${name}=`));
}

/** @returns the arguments without `--name value` or `--name=value`. */
export function withoutOption(args: readonly string[], name: string): string[] {
  const end = ownArguments(args).length;
  return args.filter(
    (arg, index) =>
      index >= end ||
      !(arg === name || arg.startsWith(`${name}=`) || (index > 0 && args[index - 1] === name)),
  );
}

function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}

function isStepName(name: string): name is StepName {
  return Object.hasOwn(steps, name);
}
