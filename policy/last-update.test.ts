import { lastUpdateOf } from './last-update';

describe('lastUpdateOf', () => {
  it('takes from the outputs what it knows', () => {
    const outputs = {
      desiredShare: 25,
      shareSince: '2026-11-20T12:00:00Z',
      v1State: 'deprecated',
      gatewayUrl: 'http://10.96.0.3',
    };
    expect(lastUpdateOf(outputs)).toEqual({
      desiredShare: 25,
      shareSince: '2026-11-20T12:00:00Z',
      v1State: 'deprecated',
    });
  });

  it('knows nothing of a stack without outputs, which is something else than outputs that cannot be read', () => {
    const nothing = { desiredShare: undefined, shareSince: undefined, v1State: undefined };
    expect(lastUpdateOf({})).toEqual(nothing);
    expect(lastUpdateOf(undefined)).toBeUndefined();
  });

  it('takes nothing for what it is not', () => {
    const outputs = { desiredShare: '[secret]', shareSince: 7, v1State: 'gone' };
    expect(lastUpdateOf(outputs)).toEqual(lastUpdateOf({}));
  });
});
