import { readFile } from 'node:fs/promises';
import type { FilesPort } from './actions';
import { loadLastShare, saveLastShare, writeAtomically } from './files';
import type { Copies } from './material/copies';
import { scriptInstaller } from './material/script';

/** The files of the shared volume that the agent itself writes. */
export interface VolumePaths {
  readonly upstreams: string;
  readonly lastShare: string;
  /** Where NGINX imports the gateway script from. */
  readonly script: string;
}

/**
 * The volume that the agent shares with NGINX.
 *
 * @param scriptSource - the gateway script in this image; left out when NGINX imports none.
 */
export function sharedVolume(paths: VolumePaths, copies: Copies, scriptSource?: string): FilesPort {
  const installScript =
    scriptSource === undefined
      ? () => Promise.resolve()
      : scriptInstaller(scriptSource, paths.script);
  return {
    async provide(dynamics) {
      await installScript();
      await copies.provide(dynamics);
    },
    writeUpstreams: (text) => writeAtomically(paths.upstreams, text),
    loadUpstreams: () => readFile(paths.upstreams, 'utf8').catch(() => undefined),
    clean: (keep) => {
      copies.clean(keep);
    },
    saveShare: (share) => saveLastShare(paths.lastShare, share),
    loadShare: () => loadLastShare(paths.lastShare),
  };
}
