import { freezes as schema } from './service/freezes';
import { describeFrozen, frozenAt } from './freeze';

const told = (list: readonly object[], now: string): string | undefined => {
  const frozen = frozenAt(schema.parse(list), new Date(now));
  return frozen && describeFrozen(frozen);
};

const problems = (one: object): string[] =>
  (schema.safeParse([one]).error?.issues ?? []).map(
    ({ path, message }) => `${path.slice(1).join('.')}: ${message}`,
  );

const year = { from: '2026-12-20', until: '2027-01-03', reason: 'end of the year' };
const weekend = { days: ['sat', 'sun'], reason: 'weekend' };

describe('a freeze', () => {
  it.each([
    ['2026-12-19T23:59:59Z', undefined],
    ['2026-12-20T00:00:00Z', 'frozen until 2027-01-04T00:00:00.000Z: end of the year'],
    ['2027-01-03T23:59:59Z', 'frozen until 2027-01-04T00:00:00.000Z: end of the year'],
    ['2027-01-04T00:00:00Z', undefined],
  ])('holds for whole days, the last one included: %s', (now, expected) => {
    expect(told([year], now)).toBe(expected);
  });

  it.each([
    ['2026-12-20T16:59:59Z', undefined],
    ['2026-12-20T17:00:00Z', 'frozen until 2026-12-21T07:30:00.000Z: release'],
    ['2026-12-21T07:30:00Z', undefined],
  ])('holds for minutes in its zone: %s', (now, expected) => {
    const freeze = { from: '2026-12-20T18:00', until: '2026-12-21T08:30', reason: 'release' };
    expect(told([{ ...freeze, timezone: 'Europe/Paris' }], now)).toBe(expected);
  });

  it.each([
    ['2026-11-27T23:59:59Z', undefined],
    ['2026-11-28T10:00:00Z', 'frozen until 2026-11-30T00:00:00.000Z: weekend'],
    ['2026-11-30T00:00:00Z', undefined],
  ])('holds on days of every week: %s', (now, expected) => {
    expect(told([weekend], now)).toBe(expected);
  });

  it('ends with the day, also where it has 23 or 25 hours', () => {
    const paris = [{ days: ['sun'], timezone: 'Europe/Paris', reason: 'r' }];
    expect(told(paris, '2026-03-29T10:00:00Z')).toBe('frozen until 2026-03-29T22:00:00.000Z: r');
    expect(told(paris, '2026-10-25T10:00:00Z')).toBe('frozen until 2026-10-25T23:00:00.000Z: r');
  });

  it('ends with the last of those that follow each other', () => {
    const list = [weekend, { from: '2026-11-30', until: '2026-12-04', reason: 'audit' }];
    expect(told(list, '2026-11-28T10:00:00Z')).toBe(
      'frozen until 2026-12-07T00:00:00.000Z: weekend',
    );
  });

  it('has no end where every day is frozen', () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    expect(told([{ days, reason: 'over' }], '2026-11-28T10:00:00Z')).toBe('frozen: over');
  });

  it('is read where Pulumi has made a time of a day or a minute', () => {
    const [freeze] = schema.parse([
      {
        from: '2026-12-20 00:00:00 +0000 UTC',
        until: '2026-12-20 18:00:00 +0000 UTC',
        reason: 'r',
      },
    ]);
    expect(freeze).toMatchObject({ from: '2026-12-20', until: '2026-12-20T18:00' });
  });

  it.each<[object, string[]]>([
    [{ reason: 'r' }, ["from: be given, with 'from' and 'until' or with 'days'"]],
    [
      { from: '2026-12-20', reason: 'r' },
      ["until: be given, with 'from' and 'until' or with 'days'"],
    ],
    [
      { ...year, days: ['sat'] },
      ["from: be left out with 'days'", "until: be left out with 'days'"],
    ],
    [{ days: ['sat', 'sat'], reason: 'r' }, ['days: name each day once']],
    [{ days: [], reason: 'r' }, ['days: name at least one day']],
    [{ ...year, until: '2026-12-19' }, ["until: be later than 'from'"]],
    [
      { from: '2026-12-20T10:00', until: '2026-12-20T10:00', reason: 'r' },
      ["until: be later than 'from'"],
    ],
    [{ ...year, from: '2026-02-30' }, ['from: be a day that there is']],
    [
      { ...year, from: 'tomorrow' },
      ['from: be a day such as 2026-12-20, or with a time such as 2026-12-20T18:00'],
    ],
    [{ ...weekend, timezone: 'Paris' }, ['timezone: be a time zone such as UTC or Europe/Paris']],
    [{ days: ['sat'] }, ['reason: Invalid input: expected string, received undefined']],
  ])('is refused as %j', (one, expected) => {
    expect(problems(one)).toEqual(expected);
  });

  it('may be a single day', () => {
    expect(problems({ ...year, until: '2026-12-20' })).toEqual([]);
  });
});
