import { isScalar, parseDocument } from 'yaml';
import type { Problem } from './problem';
import { parseShare, shareProblem, type Share } from './share';

/** The stack config key that holds the desired share. */
export const SHARE_KEY = 'cutover:v2TrafficPercentage';

/** What a stack's config says about the desired share. */
export interface ShareConfig {
  /** The value as Pulumi hands it to the program; `undefined` when the key is absent. */
  readonly value: string | undefined;
  /** Whether the value is encrypted in the stack file. */
  readonly secret: boolean;
  /** The stack file's text, where there is one. */
  readonly stackFile: string | undefined;
  /** Name of the stack, for the command that mends it. */
  readonly stack: string;
}

/**
 * Reads the desired share strictly.
 *
 * Pulumi turns a YAML number into its decimal text before the program sees it, so `1e2` arrives as `100`
 * and `010`, an octal number in YAML 1.1, as `8`. Both are slips of the hand in a reviewed file, and the
 * second is a wrong share. So the text in the stack file is looked at as well.
 *
 * @returns the share, or the problem that its owner has to mend.
 */
export function readShareConfig(config: ShareConfig): Share | Problem {
  const command = `run: pulumi config set ${SHARE_KEY} <0 to 100> --stack ${config.stack}`;
  if (config.secret) {
    return {
      field: SHARE_KEY,
      got: 'a secret',
      rule: 'be plain text, so that a reviewer can read it, and a whole number from 0 to 100',
      mend: `${command} --plaintext`,
    };
  }
  const written = asWritten(config.value, config.stackFile);
  return (
    (written === undefined ? undefined : parseShare(written)) ??
    shareProblem(SHARE_KEY, written, command)
  );
}

/**
 * @returns the text of the stack file where Pulumi has rewritten it as a number or where it is empty, which
 * arrives like a missing one; else the value itself.
 */
function asWritten(value: string | undefined, stackFile: string | undefined): string | undefined {
  if (stackFile === undefined) return value;
  const node = parseDocument(stackFile, { version: '1.1' }).getIn(['config', SHARE_KEY], true);
  if (!isScalar(node)) return value;
  if (value === undefined) return node.value === '' ? '' : undefined;
  if (node.type !== 'PLAIN' || typeof node.value !== 'number') return value;
  return node.value === Number(value) ? (node.source ?? value) : value;
}
