import { Losses } from './losses';

describe('the losses of lines', () => {
  let losses: Losses;
  let now: number;
  beforeEach(() => {
    losses = new Losses();
    now = 0;
  });

  /** A second later NGINX says this, and so many lines have been read. */
  const look = (requests: number, lines: number, underWay = 0): number => {
    now += 1_000;
    losses.look(now, { requests, underWay }, lines);
    return losses.state.lost;
  };

  it('are none while every request has its line within seconds, however many are under way', () => {
    for (let n = 1; n <= 30; n += 1) expect(look(n * 2_000 + 50, n * 2_000 - 1_500, 50)).toBe(0);
  });

  it('are told to the last request once nothing more comes', () => {
    look(1_000, 400, 100);
    for (let n = 0; n < 5; n += 1) look(1_000, 893, 100);
    expect(look(1_000, 893, 100)).toBe(7);
  });

  it('are told under load as soon as they exceed what some seconds bring', () => {
    for (let n = 1; n <= 20; n += 1) look(n * 100, n * 100 - 50);
    for (let n = 21; n <= 40; n += 1) look(n * 100, n * 100 - 5_050);
    expect(losses.state.lost).toBe(5_050 - 500);
  });

  it('never shrink, and go on when NGINX begins anew', () => {
    for (let n = 0; n < 7; n += 1) look(1_000, 990);
    expect(losses.state.lost).toBe(10);
    for (let n = 0; n < 7; n += 1) look(20, 1_010);
    expect(losses.state.lost).toBe(10);
    for (let n = 0; n < 7; n += 1) look(40, 1_025);
    expect(losses.state.lost).toBe(15);
  });

  it('are known to the next agent', () => {
    for (let n = 0; n < 7; n += 1) look(1_000, 990);
    losses = new Losses(losses.state);
    for (let n = 0; n < 7; n += 1) look(1_100, 1_085);
    expect(losses.state.lost).toBe(15);
  });
});
