import { makeCertificate } from '../../test/support/agent/certificates';
import { checkCertificate, isInTime, type Certificate } from './certificate';
import { chooseCertificate } from './choice';

const one = makeCertificate();
const other = makeCertificate();

describe('a mounted certificate', () => {
  it('is known by its content and its time', () => {
    const checked = checkCertificate(one);
    const value = checked.ok ? checked.value : undefined;
    expect(value?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect((value?.notAfter ?? 0) - (value?.notBefore ?? 0)).toBe(2 * 86_400_000);
    expect(value && isInTime(value, Date.now())).toBe(true);
    const chain = checkCertificate({ ...one, certificate: one.certificate + other.certificate });
    expect(chain.ok && chain.value.fingerprint).not.toBe(value?.fingerprint);
  });

  it.each([
    ['the key of another', { ...one, key: other.key }, 'its key belongs to another certificate'],
    ['no certificate', { ...one, certificate: '' }, 'there is no certificate in it'],
    ['no key', { ...one, key: 'x' }, 'its key cannot be read'],
    [
      'a chain that is cut',
      { ...one, certificate: one.certificate + other.certificate.replace(/\n.{64}\n/, '\n') },
      'certificate 2 cannot be read',
    ],
    [
      'a chain that ends too early',
      { ...one, certificate: one.certificate + other.certificate.slice(0, 200) },
      'it is cut off',
    ],
    ['a key that is too short', makeCertificate(1_024), 'its key has 1024 bits of 2048'],
  ])('is refused with %s', (_, pair, why) => {
    expect(checkCertificate(pair)).toEqual({ ok: false, why });
  });
});

describe('the certificate that is used', () => {
  const day = (n: number) => Date.UTC(2026, 0, n);
  const from = (first: number, last: number): Certificate => {
    return { fingerprint: `${first}`, notBefore: day(first), notAfter: day(last) };
  };
  const found = (value: Certificate) => ({ ok: true, value }) as const;
  const choose = (current: Certificate | undefined, mounted: Certificate) =>
    chooseCertificate(current, found(mounted), day(10));

  it('is the mounted one, whenever that can be used', () => {
    expect(choose(from(1, 20), from(5, 30))).toEqual({ usable: from(5, 30), problem: undefined });
  });

  it('is the one before when the mounted one is gone or cannot be used', () => {
    expect(chooseCertificate(from(1, 20), undefined, day(10))).toEqual({
      usable: from(1, 20),
      problem: { kind: 'missing', why: 'it is not mounted' },
    });
    expect(chooseCertificate(undefined, { ok: false, why: 'bad' }, day(10))).toEqual({
      usable: undefined,
      problem: { kind: 'invalid', why: 'bad' },
    });
  });

  it('is one outside of its time only when there is none within it, and that is told', () => {
    const problem = { kind: 'expired', why: 'it is good from 2026-01-01 to 2026-01-09' };
    expect(choose(from(5, 30), from(1, 9))).toEqual({ usable: from(5, 30), problem });
    expect(choose(from(2, 8), from(1, 9))).toEqual({ usable: from(1, 9), problem });
    expect(choose(undefined, from(1, 9))).toEqual({ usable: from(1, 9), problem });
    const early = { kind: 'expired', why: 'it is good from 2026-01-11 to 2026-01-30' };
    expect(choose(undefined, from(11, 30)).problem).toEqual(early);
  });
});
