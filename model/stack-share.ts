import { isMap, isScalar, parseDocument, type Document, type Scalar } from 'yaml';
import type { Problem } from './problem';
import { SHARE_KEY } from './share-config';
import { parseShare, shareProblem, type Share } from './share';

/** The one number in the text of a stack file. */
export interface WrittenShare {
  readonly share: Share;
  /** Line of it, from 1. */
  readonly line: number;
  /** Where the value stands in the text, with its quotes. */
  readonly range: readonly [start: number, end: number];
  /** What is put around it: nothing, or a kind of quote. */
  readonly quote: '' | "'" | '"';
}

/**
 * Finds the desired share in the text of a stack file.
 *
 * @param text - of `Pulumi.<stack>.yaml`.
 * @param stack - its name, for the command that mends it.
 * @returns where it stands, or the problem that keeps a program from changing it.
 */
export function findShare(text: string, stack: string): WrittenShare | Problem {
  const mend = `run: pulumi config set ${SHARE_KEY} <0 to 100> --stack ${stack}`;
  // As Pulumi reads it: 010 would be 8 there.
  const document = parseDocument(text, { version: '1.1' });
  const [error] = document.errors;
  if (error !== undefined) {
    const got = error.message.split('\n')[0] ?? '';
    return { field: `Pulumi.${stack}.yaml`, got, rule: 'be YAML', mend: 'correct it' };
  }
  const node: unknown = shareNode(document);
  if (node === undefined) return shareProblem(SHARE_KEY, undefined, mend);
  if (isMap(node)) {
    const rule = 'be plain text, so that a reviewer can read it, and a whole number from 0 to 100';
    return { field: SHARE_KEY, got: 'a secret', rule, mend: `${mend} --plaintext` };
  }
  if (!isScalar(node) || !node.range) {
    return { field: SHARE_KEY, got: 'no plain value', rule: 'be a plain value', mend };
  }
  const [start, end] = node.range;
  const quote = QUOTES[node.type ?? ''];
  const source = text.slice(start, end);
  const share = quote === undefined ? undefined : parseShare(unquoted(source, quote));
  if (quote === undefined || share === undefined) return shareProblem(SHARE_KEY, source, mend);
  return { share, line: text.slice(0, start).split('\n').length, range: [start, end], quote };
}

/**
 * Replaces the desired share in the text of a stack file. Nothing but its digits changes: comments, order, spacing,
 * secrets and line ends stay byte for byte.
 */
export function replaceShare(text: string, { range, quote }: WrittenShare, to: Share): string {
  const [start, end] = range;
  return `${text.slice(0, start)}${quote}${to}${quote}${text.slice(end)}`;
}

const QUOTES: Readonly<Record<string, WrittenShare['quote']>> = {
  ['PLAIN' satisfies Scalar.Type]: '',
  ['QUOTE_SINGLE' satisfies Scalar.Type]: "'",
  ['QUOTE_DOUBLE' satisfies Scalar.Type]: '"',
};

const unquoted = (source: string, quote: string): string =>
  quote === '' ? source : source.slice(1, -1);

const shareNode = (document: Document): unknown => document.getIn(['config', SHARE_KEY], true);
