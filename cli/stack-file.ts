import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { nearest } from '../model/nearest';
import { CommandFailure, EXIT } from './failure';
import type { CommandTarget, TargetOptions } from './target';

/**
 * Finds the target of a command. Options win over the stack file, which is read as text: neither the
 * Pulumi CLI nor its state is needed.
 *
 * @param from - folder in which the search for `Pulumi.yaml` starts, upward.
 * @throws CommandFailure (usage) when no service is named or the stack is not known.
 */
export function resolveTarget(options: TargetOptions, from: string): CommandTarget {
  const stack = options.stack === undefined ? undefined : readStack(options.stack, from);
  const service = options.service ?? stack?.service;
  if (service === undefined) {
    const missing =
      options.stack === undefined
        ? 'no service named: give --stack NAME or --service NAME'
        : `stack '${options.stack}' names no service: run pulumi config set cutover:service NAME --stack ${options.stack}, or give --service NAME`;
    throw new CommandFailure(EXIT.usage, missing);
  }
  return {
    service: name('service', service),
    namespace: name('namespace', options.namespace ?? stack?.namespace ?? service),
    context: options.context ?? stack?.context,
    kubeconfig: options.kubeconfig,
    stack: options.stack,
  };
}

interface StackValues {
  /** The project's folder. */
  readonly folder: string;
  readonly service?: string | undefined;
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
  /** What the stack lays over the service file. */
  readonly overrides?: unknown;
}

/**
 * @param from - folder in which the search for `Pulumi.yaml` starts, upward.
 * @throws CommandFailure (usage) when the stack is not known.
 */
export function readStack(stack: string, from: string): StackValues {
  const folder = projectFolder(from);
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw unknownStack(stack, folder);
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new CommandFailure(EXIT.usage, `${file} is not YAML: ${reason ?? ''}`, {}, { cause });
  }
  const config = isMapping(content) && isMapping(content['config']) ? content['config'] : {};
  const text = (key: string): string | undefined => {
    const value = config[key];
    if (value === undefined || typeof value === 'string') return value;
    const got = isMapping(value) && 'secure' in value ? 'a secret' : JSON.stringify(value);
    const mend = `run pulumi config set ${key} NAME --plaintext --stack ${stack}`;
    throw new CommandFailure(EXIT.usage, `${file}: '${key}' (${got}) must be plain text; ${mend}`);
  };
  return {
    folder,
    overrides: config['cutover:overrides'],
    service: text('cutover:service'),
    namespace: text('cutover:namespace'),
    context: text('kubernetes:context'),
  };
}

/** @throws CommandFailure (usage) when there is no `Pulumi.yaml` in the folder or above. */
export function projectFolder(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'Pulumi.yaml'))) return folder;
    if (folder === dirname(folder)) break;
  }
  const mend = 'run this in the project, or give --service NAME in place of --stack';
  throw new CommandFailure(EXIT.usage, `no Pulumi.yaml in ${from} or above; ${mend}`);
}

function unknownStack(stack: string, folder: string): CommandFailure {
  const known = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const list =
    known.length === 0 ? 'there are no stack files' : `known: ${known.sort().join(', ')}`;
  return new CommandFailure(
    EXIT.usage,
    `no stack '${stack}' in ${folder} (${list})${didYouMean(stack, known)}`,
  );
}

/** @returns ` Did you mean 'x'?` with a leading full stop, or nothing when no known name is near. */
export function didYouMean(wrong: string, known: readonly string[]): string {
  const guess = nearest(wrong, known);
  return guess === undefined || guess === wrong ? '' : `. Did you mean '${guess}'?`;
}

/** The names become parts of URLs and of selectors: only what Kubernetes allows gets through. */
function name(what: string, value: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) return value;
  const rule = 'be at most 63 lower-case letters, digits and hyphens';
  throw new CommandFailure(
    EXIT.usage,
    `'${what}' (${JSON.stringify(value)}) must ${rule}; correct --${what} or the stack file`,
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
