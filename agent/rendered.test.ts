import type { Share } from '../model/share';
import type { Dynamics } from '../model/upstreams-dynamics';
import { RenderedTexts } from './rendered';

const hash = (share: number) => share.toString(16).padStart(16, '0');
const text = (share: number) => `return 200 '{"hash":"${hash(share)}","share":${share}}';`;
const dynamics = (share: number): Dynamics => ({ share: share as Share });

describe('the texts of configurations', () => {
  const texts = () => new RenderedTexts(({ share }) => ({ text: text(share), hash: hash(share) }));

  it('are found by the hash of what was rendered', () => {
    const known = texts();
    expect(known.hashOf(dynamics(25))).toBe(hash(25));
    expect(known.get(hash(25))).toEqual({ text: text(25), dynamics: dynamics(25) });
    expect(() => known.get(hash(26))).toThrow(`no text of the configuration ${hash(26)}`);
  });

  it('include the file that was found at start', () => {
    const known = texts();
    known.adopt(text(40));
    known.adopt('something else');
    expect(known.get(hash(40))).toEqual({ text: text(40), dynamics: undefined });
  });

  it('are dropped when there are many, but for those that may still be needed', () => {
    const known = texts();
    for (let share = 0; share < 100; share += 1) {
      known.hashOf(dynamics(share));
      known.prune([hash(0), hash(share), undefined]);
    }
    expect(known.get(hash(0)).text).toBe(text(0));
    expect(known.get(hash(99)).text).toBe(text(99));
    expect(() => known.get(hash(1))).toThrow('no text');
  });
});
