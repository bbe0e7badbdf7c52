import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LastUpdate } from '../../components/last-update';
import type { Share } from '../../model/share';
import { SHARE_KEY } from '../../model/share-config';
import type { Change } from '../../policy/change';
import { readChange } from '../../policy/facts';
import type { StackShareFile } from '../stack-share-file';

/** @returns the change that the rules of the policy pack would see, were the share in the stack file this one. */
export function stackChange(
  file: StackShareFile,
  to: Share,
  { stack, last, now }: { readonly stack: string; readonly last: LastUpdate; readonly now: Date },
): Change {
  const { config = {} } = parse(readFileSync(file.path, 'utf8')) as {
    config?: Readonly<Record<string, unknown>>;
  };
  const texts = Object.entries({ ...config, [SHARE_KEY]: to }).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const values = Object.fromEntries(texts) as Record<string, string>;
  return { ...readChange({ stack, config: values, root: file.folder, now }), last };
}
