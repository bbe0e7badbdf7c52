import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';

/**
 * Leaves out of a stack's config what its file holds as a secret. The engine hands the pack every value in plain
 * text and does not say which of them are secrets, so the file has to say it.
 *
 * @param config - values by full key; objects and lists as JSON.
 * @param stackFile - text of `Pulumi.<stack>.yaml`; empty where there is none, and then nothing is left out.
 */
export function plainConfigOf(
  config: Readonly<Record<string, string>>,
  stackFile: string,
): Readonly<Record<string, string>> {
  const file = parseDocument(stackFile).get('config');
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, text]): [string, string][] => {
      const written = isMap(file) ? file.get(key, true) : undefined;
      if (isSecret(written)) return [];
      return [[key, isMap(written) ? withoutSecrets(text, written) : text]];
    }),
  );
}

/** A secret is written as a mapping with the one key `secure`. */
function isSecret(node: unknown): boolean {
  return isMap(node) && node.items.length === 1 && isScalar(node.get('secure', true));
}

/** Objects may hold single values that are secrets. */
function withoutSecrets(text: string, written: YAMLMap): string {
  const value: unknown = JSON.parse(text);
  return JSON.stringify(pruned(value, written));
}

function pruned(value: unknown, written: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isMap(written)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const node = written.get(key, true);
      return isSecret(node) ? [] : [[key, pruned(inner, node)]];
    }),
  );
}
