import { describeProblem } from './problem';
import { readShareConfig, type ShareConfig } from './share-config';

const read = (more: Partial<ShareConfig>): string | number => {
  const result = readShareConfig({
    value: undefined,
    secret: false,
    stackFile: undefined,
    stack: 'production',
    ...more,
  });
  return typeof result === 'number' ? result : describeProblem(result);
};
const stackFile = (text: string): string => `config:\n  cutover:v2TrafficPercentage: ${text}\n`;
const refusal = (got: string): string =>
  `'cutover:v2TrafficPercentage' (${got}) must be a whole number from 0 to 100, written in digits alone; ` +
  'run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack production';

describe('readShareConfig', () => {
  it('reads a share, written as a number or as text', () => {
    expect(read({ value: '25', stackFile: stackFile('25') })).toBe(25);
    expect(read({ value: '25', stackFile: stackFile('"25"') })).toBe(25);
    expect(read({ value: '25' })).toBe(25);
  });

  it.each(['-1', '101', '12.5', '10 %', ' 10', '1e2', ''])('refuses the text %j', (value) => {
    expect(read({ value })).toBe(refusal(JSON.stringify(value)));
  });

  it('refuses a missing share', () => {
    expect(read({})).toBe(refusal('missing'));
  });

  it('tells an empty share, which arrives like a missing one, from a missing one', () => {
    expect(read({ stackFile: stackFile('""') })).toBe(refusal('""'));
    expect(read({ stackFile: stackFile('25') })).toBe(refusal('missing'));
    expect(read({ stackFile: 'config: {}\n' })).toBe(refusal('missing'));
  });

  it('refuses a secret, without telling it', () => {
    expect(read({ value: '25', secret: true })).toBe(
      "'cutover:v2TrafficPercentage' (a secret) must be plain text, so that a reviewer can read it, and a whole " +
        'number from 0 to 100; run: pulumi config set cutover:v2TrafficPercentage <0 to 100> --stack production ' +
        '--plaintext',
    );
  });

  it.each([
    ['1e2', '100'],
    ['010', '8'],
    ['0x10', '16'],
    ['+5', '5'],
  ])('refuses the YAML number %s that Pulumi would hand over as %s', (written, value) => {
    expect(read({ value, stackFile: stackFile(written) })).toBe(refusal(JSON.stringify(written)));
  });

  it('goes by the value when it does not come from that stack file', () => {
    expect(read({ value: '25', stackFile: stackFile('1e2') })).toBe(25);
  });
});
