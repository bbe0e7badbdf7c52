import { localPaths } from '../settings';
import { elapsed, plainRunner } from './progress';

const context = { paths: localPaths({ CUTOVER_HOME: '/tmp' }), environment: {}, logs: '/tmp' };
const withoutTimes = (line: string): string => line.replace(/\(\d+\.\d s\)$/, '(time)');

describe('elapsed', () => {
  it.each([
    [0, '0.0 s'],
    [1_449, '1.4 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 0 s'],
    [61_000, '1 min 1 s'],
    [725_400, '12 min 5 s'],
  ])('shows %d ms as %s', (milliseconds, text) => {
    expect(elapsed(milliseconds)).toBe(text);
  });
});

describe('plainRunner', () => {
  it('shows number, name, first progress, result and time of each step', async () => {
    const lines: string[] = [];
    await plainRunner((line) => lines.push(line))(
      [
        {
          title: 'Packages',
          run: ({ report }) => {
            report('fetching');
            report('installing');
            return Promise.resolve('installed wrk');
          },
        },
        { title: 'Images', run: () => Promise.resolve('up to date') },
      ],
      context,
    );
    expect(lines.map(withoutTimes)).toEqual([
      '[1/2] Packages: fetching (time)',
      '[1/2] Packages: installed wrk (time)',
      '[2/2] Images: up to date (time)',
    ]);
  });

  it('stops at the first step that fails', async () => {
    const lines: string[] = [];
    const last = jest.fn(() => Promise.resolve('done'));
    const running = plainRunner((line) => lines.push(line))(
      [
        { title: 'Packages', run: () => Promise.reject(new Error('no network')) },
        { title: 'Images', run: last },
      ],
      context,
    );
    await expect(running).rejects.toThrow('no network');
    expect(lines.map(withoutTimes)).toEqual(['[1/2] Packages: failed (time)']);
    expect(last).not.toHaveBeenCalled();
  });
});
