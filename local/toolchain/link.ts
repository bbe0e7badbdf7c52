import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Points a link at its target in one step, so that no reader ever finds it missing. */
export function ensureLink(link: string, target: string): void {
  if (isLink(link) && readlinkSync(link) === target) return;
  mkdirSync(dirname(link), { recursive: true });
  const fresh = `${link}.${String(process.pid)}`;
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}

/** Writes an executable shell script in one step, unless it reads so already. */
export function ensureScript(file: string, text: string): void {
  if (!isLink(file) && readIfThere(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${String(process.pid)}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o755);
  renameSync(fresh, file);
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
