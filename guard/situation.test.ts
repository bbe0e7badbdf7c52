import { situationOf, type Sight } from './situation';

const sight = (traffic: object | undefined, hold = '100'): Sight => ({
  traffic: traffic as Sight['traffic'],
  hold: { v2TrafficPercentage: hold },
  observedSince: '2026-11-28T09:00:00Z',
});

describe('the situation', () => {
  it('is the share that all gateways serve, and since when', () => {
    const traffic = { v2TrafficPercentage: '25', phase: 'canary', observed: '25' };
    expect(situationOf(sight(traffic))).toEqual({
      share: 25,
      phase: 'canary',
      since: new Date('2026-11-28T09:00:00Z'),
      unsettled: undefined,
    });
  });

  it('is the hold where that is lower', () => {
    const traffic = { v2TrafficPercentage: '25', phase: 'canary', observed: '5' };
    expect(situationOf(sight(traffic, '5'))).toMatchObject({ share: 5, unsettled: undefined });
  });

  it.each([
    ['another share is observed', '5', 'the gateways are to serve 25 %, and 5 % is observed'],
    [
      'the gateways do not agree',
      undefined,
      'the gateways are to serve 25 %, and no share that all of them serve is observed',
    ],
  ])('is not settled while %s', (_, observed, unsettled) => {
    const traffic = { v2TrafficPercentage: '25', phase: 'canary', observed };
    expect(situationOf(sight(traffic))).toEqual({
      share: 25,
      phase: 'canary',
      since: undefined,
      unsettled,
    });
  });

  it.each([
    ['the share is missing', sight(undefined)],
    ['the share is none', sight({ v2TrafficPercentage: '25 %' })],
    ['the hold is missing', { ...sight({ v2TrafficPercentage: '25' }), hold: undefined }],
    ['the hold is none', sight({ v2TrafficPercentage: '25' }, 'low')],
  ])('is not known while %s', (_, seen) => {
    expect(situationOf(seen)).toBeUndefined();
  });
});
