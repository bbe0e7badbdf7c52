import { VERSIONS } from '../../names';
import { seconds } from '../fields';
import type { Companion, Service, ServiceVersion } from '../service';
import type { Tell } from './tell';

/** A ConfigMap holds 1 MiB; the rest is left for its names and for what Kubernetes writes beside it. */
const MOST_FILE_BYTES = 900 * 1_024;

/** Folders that Kubernetes, the container runtime or Cutover fill themselves. */
const RESERVED = ['/etc/cutover', '/var/run/secrets', '/run/secrets', '/proc', '/sys', '/dev'];

/** What both versions and their companions must keep to, beyond each field by itself. */
export function workloadRules(service: Service, tell: Tell): void {
  const { flags, gateway } = service;
  for (const version of VERSIONS) {
    const workload = service.versions[version];
    const path = ['versions', version];
    environmentRules(workload, path, tell);
    flagRules(workload, flags, path, tell);
    mountRules(workload, path, tell);
    if (seconds(workload.drain) < gateway.longestRequestSeconds) {
      tell(
        [...path, 'drain'],
        `be at least 'gateway.longestRequestSeconds' (${gateway.longestRequestSeconds}s), or an ending pod cuts requests`,
      );
    }
  }
  for (const [name, workload] of Object.entries(service.companions)) {
    environmentRules(workload, ['companions', name], tell);
    mountRules(workload, ['companions', name], tell);
  }
  if (flags.percentage !== undefined && flags.percentage in flags.values) {
    const rule = "not be one of 'flags.values' as well: its value follows the share";
    tell(['flags', 'percentage'], rule, 'remove it from one of the two');
  }
}

type AnyWorkload = ServiceVersion | Companion;

function environmentRules(workload: AnyWorkload, path: readonly string[], tell: Tell): void {
  for (const name of Object.keys(workload.secrets)) {
    if (!(name in workload.environment)) continue;
    const rule = "not stand in 'environment' as well";
    tell([...path, 'secrets', name], rule, 'remove it from one of the two');
  }
}

function flagRules(
  workload: ServiceVersion,
  flags: Service['flags'],
  path: readonly string[],
  tell: Tell,
): void {
  for (const field of ['environment', 'secrets'] as const) {
    for (const name of Object.keys(workload[field])) {
      if (!(name in flags.values) && name !== flags.percentage) continue;
      const rule = 'not be a flag as well: flags reach the environment of both versions';
      tell([...path, field, name], rule, "remove it here, or from 'flags'");
    }
  }
}

function mountRules(workload: AnyWorkload, path: readonly string[], tell: Tell): void {
  const files = Object.keys(workload.files);
  const { writable } = workload;
  files.forEach((file) => {
    const at = [...path, 'files', file];
    const reserved = RESERVED.find((folder) => isWithin(file, folder));
    if (reserved !== undefined) tell(at, `not lie in ${reserved}, which is filled already`);
    const folder = writable.find((one) => isWithin(file, one) || isWithin(one, file));
    if (folder !== undefined) tell(at, `not overlap with the writable folder ${folder}`);
    const other = files.find((one) => one !== file && isWithin(file, one));
    if (other !== undefined) tell(at, `not lie below '${other}', which is a file`);
  });
  writable.forEach((folder, index) => {
    const at = [...path, 'writable', index];
    const reserved = RESERVED.find((one) => isWithin(folder, one) || isWithin(one, folder));
    if (reserved !== undefined) tell(at, `not overlap with ${reserved}, which is filled already`);
    const other = writable.find(
      (one, place) => place !== index && isWithin(folder, one) && (one !== folder || place < index),
    );
    if (other !== undefined) tell(at, `not lie in '${other}', which is writable already`);
  });
  const bytes = Object.values(workload.files).reduce((sum, text) => sum + byteLength(text), 0);
  if (bytes > MOST_FILE_BYTES) {
    const rule = `hold at most ${MOST_FILE_BYTES} bytes in all, and holds ${bytes}`;
    tell([...path, 'files'], rule, 'move what is large into the image');
  }
}

/** Whether a path is a folder or lies in it. */
const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
