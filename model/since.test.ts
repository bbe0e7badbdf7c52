import { shareSince } from './since';
import type { Share } from './share';

const share = (value: number): Share => value as Share;
const now = new Date('2026-11-20T12:00:00Z');

describe('the time since which a share has been desired', () => {
  it('stays while the share does', () => {
    const last = { share: share(25), since: '2026-11-18T10:00:00.000Z' };
    expect(shareSince(share(25), last, now)).toBe('2026-11-18T10:00:00.000Z');
  });

  it.each([
    ['the share rose', { share: share(10), since: '2026-11-18T10:00:00.000Z' }],
    ['the share fell', { share: share(50), since: '2026-11-18T10:00:00.000Z' }],
    ['this is the first update', { share: undefined, since: undefined }],
    ['the last update did not write it', { share: share(25), since: undefined }],
    ['it cannot be read', { share: share(25), since: 'yesterday' }],
  ])('starts now when %s', (_, last) => {
    expect(shareSince(share(25), last, now)).toBe('2026-11-20T12:00:00.000Z');
  });
});
