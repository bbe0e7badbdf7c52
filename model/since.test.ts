import { shareSince } from './since';
import type { Share } from './share';

const share = (value: number): Share => value as Share;
const now = new Date('2026-11-20T12:00:00Z');

describe('the time since which a share has been desired', () => {
  it('stays while the share does', () => {
    const last = { desiredShare: share(25), shareSince: '2026-11-18T10:00:00.000Z' };
    expect(shareSince(share(25), last, now)).toBe('2026-11-18T10:00:00.000Z');
  });

  it.each([
    ['the share rose', { desiredShare: share(10), shareSince: '2026-11-18T10:00:00.000Z' }],
    ['the share fell', { desiredShare: share(50), shareSince: '2026-11-18T10:00:00.000Z' }],
    ['this is the first update', { desiredShare: undefined, shareSince: undefined }],
    ['the last update did not write it', { desiredShare: share(25), shareSince: undefined }],
    ['it cannot be read', { desiredShare: share(25), shareSince: 'yesterday' }],
  ])('starts now when %s', (_, last) => {
    expect(shareSince(share(25), last, now)).toBe('2026-11-20T12:00:00.000Z');
  });
});
