import { hashIn, type UpstreamsFile } from '../model/upstreams';
import type { Dynamics } from '../model/upstreams-dynamics';

interface Rendered {
  readonly text: string;
  /** `undefined` for a file that was found. */
  readonly dynamics: Dynamics | undefined;
}

/** Beyond this many, texts that nobody may ask for any more are dropped. */
const PRUNED_FROM = 32;

/** The texts of the configurations that may still be written, by their hashes. */
export class RenderedTexts {
  private readonly known = new Map<string, Rendered>();

  constructor(private readonly render: (dynamics: Dynamics) => UpstreamsFile) {}

  readonly hashOf = (dynamics: Dynamics): string => {
    const { hash, text } = this.render(dynamics);
    this.known.set(hash, { text, dynamics });
    return hash;
  };

  /** Takes up the file that an agent before this one wrote: NGINX may have to go back to it. */
  adopt(text: string): void {
    const hash = hashIn(text);
    if (hash !== undefined && !this.known.has(hash))
      this.known.set(hash, { text, dynamics: undefined });
  }

  /** @throws when the hash is of no text that was rendered or found here. */
  get(hash: string): Rendered {
    const rendered = this.known.get(hash);
    if (rendered === undefined) throw new Error(`no text of the configuration ${hash}`);
    return rendered;
  }

  /** Drops what is not among `needed`, once there is much of it. */
  prune(needed: readonly (string | undefined)[]): void {
    if (this.known.size < PRUNED_FROM) return;
    for (const hash of this.known.keys()) if (!needed.includes(hash)) this.known.delete(hash);
  }
}
