import { createHash } from 'node:crypto';

/** @returns what names an immutable ConfigMap after its content: another content is another object. */
export function contentHash(content: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);
}
