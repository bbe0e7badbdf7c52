/**
 * Tells what looks like a credential from what does not: by the shape of the value where the shape is known, by the
 * name of its key otherwise, and by its randomness last. Tuned for few false alarms: a rule that cries wolf over
 * hashes and paths is switched off, and then finds nothing.
 */

/** Shapes that nothing but a credential has; from the vendors' own descriptions. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\b(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ['a Stripe key', /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/],
  ['a Pulumi token', /\bpul-[0-9a-f]{40}\b/],
  ['an age key', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/],
  ['an Azure account key', /\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ['a URL with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!\$|<|\*+@|%s)[^\s/@]+@/i],
];

/** Ends of the names of keys whose value is a credential; underscores and dashes left out. */
const NAMES =
  /(?:password|passwd|passphrase|pwd|secret|token|apikey|accesskey|secretkey|privatekey|signingkey|encryptionkey|credentials?|connectionstring)$/;

/** Keys whose value names a Secret, or a key in one. */
const REFERENCES = /^(?:secret|secretname|secretref|existingsecret|tokensecret)$/;

/** Values that are no credential under whatever key. */
const HARMLESS = [
  /^$/,
  /^(?:true|false|yes|no|on|off|none|null|enabled|disabled|required|optional)$/i,
  // Numbers, durations and sizes, as in TOKEN_TTL.
  /^[0-9.]+(?:ms|s|m|h|d|[KMG]i?B?)?$/,
  // Paths and addresses without a password in them, which have a shape of their own.
  /^(?:\/|\.{1,2}\/|[a-z][a-z0-9+.-]*:\/\/)/i,
  // References that something fills in.
  /^(?:\$\{.*\}|\$\(.*\)|<.*>|\{\{.*\}\}|%\(.*\)s)$/,
];

const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Identifiers and checksums: as random as a credential, and no secret. */
const IDENTIFIERS = /^(?:[0-9a-f-]+|sha(?:1|256|384|512)[:-].*|v?\d+(?:\.\d+)+.*)$/i;

/** Shortest text that is judged by its randomness; keys of today have 128 bits or more, 22 letters of base64. */
const RANDOM_LENGTH = 24;
/** Bits per letter. English words with separators stay below 3.9; random base64 of 24 letters is above 4. */
const RANDOM_BITS = 4;
/** Part of the letters that are of another kind than the one before: 0.62 in random base64, half in wordsThatAreJoinedUp. */
const RANDOM_CHANGES = 0.5;

/**
 * @param key - the name under which it stands; only its last part counts.
 * @returns what the value looks like, for example `an AWS access key`, and never the value; `undefined` for nothing.
 */
export function credentialIn(key: string, value: string): string | undefined {
  const shape = SHAPES.find(([, pattern]) => pattern.test(value));
  if (shape !== undefined) return shape[0];
  if (value.includes('\n')) return credentialInLines(value);
  const name = key.split(/[./]/).at(-1)?.toLowerCase().replace(/[-_]/g, '') ?? '';
  const text = value.trim();
  if (HARMLESS.some((pattern) => pattern.test(text))) return undefined;
  if (REFERENCES.test(name) && OBJECT_NAME.test(text)) return undefined;
  if (NAMES.test(name)) return 'a credential, by the name of its key';
  return isRandom(text) ? 'a credential, by its randomness' : undefined;
}

/** A line of a config file that sets something: `key: value`, `key = value`, `"key": "value"`. */
const SETTING = /^\s*(?:export\s+)?["']?([A-Za-z][\w.-]*)["']?\s*[:=]\s*(.*?)[\s,;]*$/;

/** Lines of files are judged by shapes and names alone: among so much text something always looks random. */
function credentialInLines(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const [, key = '', rest = ''] = SETTING.exec(line) ?? [];
    const value = /^(["'])(.*)\1$/.exec(rest)?.[2] ?? rest;
    // Blanks make it code or prose, as in `token: the one that ...`.
    if (key === '' || /[\s(){}[\]$]/.test(value)) continue;
    const found = credentialIn(key, value);
    if (found !== undefined && !found.endsWith('randomness')) return `${found} (${key})`;
  }
  return undefined;
}

function isRandom(text: string): boolean {
  if (text.length < RANDOM_LENGTH || !/^[A-Za-z0-9+/_=-]+$/.test(text)) return false;
  if (IDENTIFIERS.test(text)) return false;
  const isMixed = [/[a-z]/, /[A-Z]/, /[0-9]/].every((pattern) => pattern.test(text));
  return isMixed && bitsPerLetter(text) >= RANDOM_BITS && changes(text) > RANDOM_CHANGES;
}

/** How often a small letter, a capital and a digit follow on one another. */
function changes(text: string): number {
  const runs = text.match(/[a-z]+|[A-Z]+|[0-9]+|[^a-zA-Z0-9]+/g) ?? [];
  return (runs.length - 1) / (text.length - 1);
}

/** Shannon's entropy of the letters. */
function bitsPerLetter(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const part = count / text.length;
    return sum - part * Math.log2(part);
  }, 0);
}
