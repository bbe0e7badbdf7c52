import { UPSTREAMS } from '../../model/gateway/names';
import type { Version } from '../../model/names';

/** Addresses of pods that came and went; the oldest are forgotten. A service has up to 200 at a time. */
const MOST = 2_000;

/** What NGINX names in place of an address when it has no server to ask. */
const NAMES: ReadonlyMap<string, Version> = new Map([
  [UPSTREAMS.v1, 'v1'],
  [UPSTREAMS.v2, 'v2'],
  [UPSTREAMS.v2Only, 'v2'],
]);

/**
 * Which version is behind an address, also after its pod has gone: the line of a request comes later than the end of
 * the pod that answered it.
 */
export class AddressBook {
  private readonly versions: Map<string, Version>;

  constructor(known: Readonly<Record<string, Version>> = {}) {
    this.versions = new Map(Object.entries(known));
  }

  /** @returns whether anything in it was not known yet. */
  learn(addresses: ReadonlyMap<string, Version>): boolean {
    let isNew = false;
    for (const [address, version] of addresses) {
      if (this.versions.get(address) === version) continue;
      isNew = true;
      this.versions.delete(address);
      this.versions.set(address, version);
    }
    for (const oldest of this.versions.keys()) {
      if (this.versions.size <= MOST) break;
      this.versions.delete(oldest);
    }
    return isNew;
  }

  versionOf(address: string): Version | undefined {
    return this.versions.get(address) ?? NAMES.get(address);
  }

  known(): Record<string, Version> {
    return Object.fromEntries(this.versions);
  }
}
