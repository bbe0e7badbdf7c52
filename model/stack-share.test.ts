import fc from 'fast-check';
import { parse } from 'yaml';
import { describeProblem } from './problem';
import type { Share } from './share';
import { findShare, replaceShare, type WrittenShare } from './stack-share';

function found(text: string): WrittenShare {
  const share = findShare(text, 'local');
  if ('share' in share) return share;
  throw new Error(describeProblem(share));
}

const replaced = (text: string, to: number): string => replaceShare(text, found(text), to as Share);

test('changes nothing but the digits', () => {
  const text = `# A comment
encryptionsalt: v1:abc=
config:
  cutover:token:
    secure: v1:TIPOS+D7ju5FYhBw:6FY7tSe0Az9f   # kept
  cutover:v2TrafficPercentage: "25"   # reviewed
  cutover:overrides: {limits: {cpu: '1'},   long: [1,2]}
`;
  expect(replaced(text, 50)).toBe(text.replace('"25"', '"50"'));
  expect(found(text)).toMatchObject({ share: 25, line: 6 });
});

test.each([
  ['plain', 'config:\n  cutover:v2TrafficPercentage: 5\n'],
  ['plain at the end', 'config:\n  cutover:v2TrafficPercentage: 5'],
  ['single quotes', "config: {'cutover:v2TrafficPercentage': '5', other: x}\n"],
  ['line ends of Windows', 'config:\r\n  cutover:v2TrafficPercentage: "5"\r\n  x: y\r\n'],
])('keeps the way in which it is written: %s', (_, text) => {
  expect(replaced(text, 100)).toBe(text.replace(/5(?=['"\r\n,]|$)/, '100'));
});

test.each([
  [
    'config: {}\n',
    "'cutover:v2TrafficPercentage' (missing) must be a whole number from 0 to 100, written in digits alone; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack local",
  ],
  [
    'config:\n  cutover:v2TrafficPercentage:\n    secure: AAA\n',
    "'cutover:v2TrafficPercentage' (a secret) must be plain text, so that a reviewer can read it, and a whole number from 0 to 100; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack local --plaintext",
  ],
  [
    'config:\n  cutover:v2TrafficPercentage: 010\n',
    '\'cutover:v2TrafficPercentage\' ("010") must be a whole number from 0 to 100, written in digits alone; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack local',
  ],
  [
    'a: &x 5\nconfig:\n  cutover:v2TrafficPercentage: *x\n',
    "'cutover:v2TrafficPercentage' (no plain value) must be a plain value; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack local",
  ],
  [
    'config:\n  cutover:v2TrafficPercentage: 5\n  cutover:v2TrafficPercentage: 6\n',
    "'Pulumi.local.yaml' (Map keys must be unique at line 3, column 3:) must be YAML; correct it",
  ],
])('tells why it cannot be changed', (text, message) => {
  expect(describeProblem(findShare(text, 'local') as never)).toBe(message);
});

test('whatever stands around it stays, and the new share is read back', () => {
  const share = fc.integer({ min: 0, max: 100 });
  const text = fc
    .string({ unit: fc.constantFrom('a', ' ', ':', '#', "'", '"', '[', ']', '{', '}') })
    .map((t) => `# ${t}`);
  fc.assert(
    fc.property(share, share, fc.constantFrom('', '"', "'"), text, (from, to, quote, comment) => {
      const before = `${comment}\nconfig:\n  other: x ${comment}\n  cutover:v2TrafficPercentage: ${quote}${from}${quote} ${comment}\n${comment}\n`;
      const after = replaced(before, to);
      expect(found(after).share).toBe(to);
      expect(replaced(after, from)).toBe(before);
      expect(parse(after)).toMatchObject({ config: { other: 'x' } });
    }),
  );
});
