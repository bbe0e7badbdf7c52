import { serviceWith } from '../../test/support/gateway/services';
import { workerShutdownSeconds } from './ports';

describe('workerShutdownSeconds', () => {
  const gateway = { longestRequestSeconds: 42 };
  const seconds = (...routes: object[]): number =>
    workerShutdownSeconds(
      serviceWith({
        gateway,
        routes: routes.map((route, n) => ({ name: `r${n}`, path: `/${n}`, ...route })),
      }),
    );

  it('gives an old worker more than the longest request', () => {
    expect(seconds({ fallback: 'none' })).toBe(52);
  });

  it('gives a request that falls back the time of both versions', () => {
    expect(seconds({})).toBe(94);
    expect(seconds({ timeoutSeconds: 30 })).toBe(82);
  });

  it('goes by the slowest route, and never below what the gateway promises', () => {
    expect(seconds({ timeoutSeconds: 30 }, { fallback: 'none' }, { timeoutSeconds: 5 })).toBe(82);
    expect(seconds({ fallback: 'none', timeoutSeconds: 1 })).toBe(52);
  });
});
