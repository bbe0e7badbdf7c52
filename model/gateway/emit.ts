/** One line of NGINX's configuration, or a block of them. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Arg[];
  /** The directives inside the braces; undefined for a line that ends in a semicolon. */
  readonly inside?: readonly Directive[];
}

/**
 * A word of a directive. A plain string is configuration, in which NGINX reads `$name` as a variable; whatever
 * comes from a service file is wrapped by {@link literal}, in which it reads nothing.
 */
export type Arg = string | number | Literal;

/** Text that must arrive in a reply or a request exactly as it stands. */
interface Literal {
  readonly literal: string;
}

/** The variable that holds a dollar sign: NGINX knows no way to escape one. */
const DOLLAR = 'cutover_dollar';

/** @returns text that NGINX takes as it stands. */
export function literal(text: string): Literal {
  return { literal: text };
}

/** @returns a line, for example `directive('listen', 8080)`. */
export function directive(name: string, ...args: readonly Arg[]): Directive {
  return { name, args };
}

/** @returns a block, for example `block('location', ['/'], [directive('return', 404)])`. */
export function block(name: string, args: readonly Arg[], inside: readonly Directive[]): Directive {
  return { name, args, inside };
}

/** @returns a block of `map`, its entries in the order given. Keys are texts unless they are regular expressions. */
export function map(
  source: string,
  variable: string,
  entries: readonly (readonly [key: MapKey, value: Arg])[],
): Directive {
  const lines = entries.map(([key, value]) => directive(renderMapKey(key), value));
  return block('map', [source, variable], lines);
}

/** The entry of a map for everything else. */
export const OTHERWISE = Symbol('default');

export type MapKey = string | RegularExpression | typeof OTHERWISE;

/** A regular expression of PCRE as it stands after `~` or `~*`. */
interface RegularExpression {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

export function matching(pattern: string, { ignoreCase = false } = {}): RegularExpression {
  return { pattern, ignoreCase };
}

/** Words that mean something else than themselves at the beginning of a map's line. */
const MAP_WORDS = new Set(['default', 'include', 'hostnames', 'volatile']);

/** The key as a word that is not quoted yet. */
function renderMapKey(key: MapKey): string {
  if (key === OTHERWISE) return 'default';
  if (typeof key !== 'string') return `${key.ignoreCase ? '~*' : '~'}${key.pattern}`;
  return MAP_WORDS.has(key) || /^[~\\]/.test(key) ? `\\${key}` : key;
}

/** @returns the directives as text, indented by four blanks a level. */
export function render(directives: readonly Directive[], indent = ''): string {
  return directives.map((one) => renderOne(one, indent)).join('');
}

/** @returns the variable behind {@link literal}, where the rendered text uses it. */
export function dollarVariable(directives: readonly Directive[]): readonly Directive[] {
  const used = render(directives).includes(`\${${DOLLAR}}`);
  // The values of `geo` are the only ones in which NGINX looks for no variables.
  return used ? [block('geo', [`$${DOLLAR}`], [directive('default', '$')])] : [];
}

function renderOne({ name, args, inside }: Directive, indent: string): string {
  const words = [quote(name), ...args.map(renderArg)].join(' ');
  if (inside === undefined) return `${indent}${words};\n`;
  return `${indent}${words} {\n${render(inside, `${indent}    `)}${indent}}\n`;
}

function renderArg(arg: Arg): string {
  if (typeof arg === 'number') return String(arg);
  return quote(typeof arg === 'string' ? arg : arg.literal.replaceAll('$', `\${${DOLLAR}}`));
}

/** Words of these characters mean the same to NGINX with and without quotes. */
const PLAIN = /^[A-Za-z0-9_./:=$@*,~^+|!?()[\]<>%-]+$/;

function quote(word: string): string {
  // A line break or a control character in a header would be another header.
  // eslint-disable-next-line no-control-regex -- those are what must not pass
  if (/[\x00-\x1f\x7f]/.test(word)) {
    throw new Error(`control character in the configuration: ${JSON.stringify(word)}`);
  }
  return PLAIN.test(word) ? word : `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
