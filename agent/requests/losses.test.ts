import { Losses } from './losses';

describe('the losses of lines', () => {
  let losses: Losses;
  let now: number;
  beforeEach(() => {
    losses = new Losses();
    now = 1_795_000_000_000;
  });

  const read = (count: number, ended: number): void => {
    for (let n = 0; n < count; n += 1) losses.line(ended);
  };

  /** A second later NGINX says this; the lines of what has ended since the last time are read, but for some. */
  const look = (requests: number, lines: number, underWay = 0): number => {
    now += 1_000;
    losses.told(now, { requests, underWay });
    read(lines, now - 500);
    losses.settle(now);
    return losses.state.lost;
  };

  it('are none while every request has its line within seconds, however late in the second it is', () => {
    for (let n = 1; n <= 30; n += 1) {
      now += 1_000;
      losses.told(now, { requests: n * 2_000 + 50, underWay: 50 });
      // Half of them were still in the buffer of a worker.
      if (n > 1) read(1_000, now - 1_100);
      read(1_000, now - 600);
      losses.settle(now);
      expect(losses.state.lost).toBe(0);
    }
  });

  it('are told under load to the last request, and no line of a later one hides them', () => {
    for (let n = 1; n <= 10; n += 1) look(n * 1_000, 1_000);
    look(11_000, 993);
    for (let n = 12; n <= 15; n += 1) expect(look(n * 1_000, 1_000)).toBe(0);
    expect(look(16_000, 1_000)).toBe(7);
    expect(look(17_000, 1_000)).toBe(7);
  });

  it('are not of requests that are under way', () => {
    for (let n = 0; n < 10; n += 1) look(1_000, n === 0 ? 900 : 0, 100);
    expect(losses.state.lost).toBe(0);
  });

  it('never shrink, and go on when NGINX begins anew', () => {
    for (let n = 0; n < 7; n += 1) look(1_000, n === 0 ? 990 : 0);
    expect(losses.state.lost).toBe(10);
    for (let n = 0; n < 7; n += 1) look(20, n === 0 ? 20 : 0);
    expect(losses.state.lost).toBe(10);
    for (let n = 0; n < 7; n += 1) look(40, n === 0 ? 15 : 0);
    expect(losses.state.lost).toBe(15);
  });

  it('are known to the next agent', () => {
    for (let n = 0; n < 7; n += 1) look(1_000, n === 0 ? 990 : 0);
    losses = new Losses(losses.state);
    for (let n = 0; n < 7; n += 1) look(1_100, n === 0 ? 95 : 0);
    expect(losses.state.lost).toBe(15);
  });

  it('are not invented for lines that tell no time', () => {
    look(10, 0);
    read(10, Number.NaN);
    for (let n = 0; n < 7; n += 1) look(10, 0);
    expect(losses.state.lost).toBe(0);
  });
});
