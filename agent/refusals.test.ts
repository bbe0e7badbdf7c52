import { NO_PARTS, type Parts } from './parts';
import { isRefused, REFUSED_PART_RETRY_MS, suspect, withoutRefused } from './refusals';

const certificate = (fingerprint: string) => ({ fingerprint, notBefore: 0, notAfter: 1 });
const good: Parts = { ...NO_PARTS, certificate: certificate('old'), jwks: 'old' };
const both: Parts = { ...good, certificate: certificate('new'), jwks: 'new' };

describe('a refused configuration', () => {
  it('throws suspicion on the first part that is new in it, and goes on without that part', () => {
    const refusals = suspect({}, both, good, 0);
    expect(withoutRefused(refusals, both, good, 1)).toEqual({
      ...both,
      certificate: good.certificate,
    });
    const again = suspect(refusals, { ...both, certificate: good.certificate }, good, 1);
    expect(withoutRefused(again, both, good, 2)).toEqual(good);
  });

  it('throws no suspicion when nothing but the share is new, or when it is not known what was good', () => {
    expect(suspect({}, good, good, 0)).toEqual({});
    expect(suspect({}, both, undefined, 0)).toEqual({});
  });
});

describe('a refused part', () => {
  const refusals = suspect({}, both, good, 0);

  it('is tried again after a while, and at once when it is another', () => {
    expect(isRefused(refusals, both, 'certificate', REFUSED_PART_RETRY_MS - 1)).toBe(true);
    expect(isRefused(refusals, both, 'certificate', REFUSED_PART_RETRY_MS)).toBe(false);
    const mended = { ...both, certificate: certificate('mended') };
    expect(isRefused(refusals, mended, 'certificate', 1)).toBe(false);
  });
});
