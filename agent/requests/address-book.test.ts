import { AddressBook } from './address-book';

describe('the book of addresses', () => {
  it('keeps those of pods that have gone, and says what is new', () => {
    const book = new AddressBook({ '10.0.0.1:80': 'v1' });
    expect(book.learn(new Map([['10.0.0.1:80', 'v1']]))).toBe(false);
    expect(book.learn(new Map([['10.0.0.2:80', 'v2']]))).toBe(true);
    expect(book.versionOf('10.0.0.1:80')).toBe('v1');
    expect(book.versionOf('10.0.0.3:80')).toBeUndefined();
    expect(book.known()).toEqual({ '10.0.0.1:80': 'v1', '10.0.0.2:80': 'v2' });
  });

  it('forgets the oldest of very many', () => {
    const book = new AddressBook();
    for (let n = 0; n < 2_500; n += 1) book.learn(new Map([[`10.0.0.1:${n}`, 'v2']]));
    expect(Object.keys(book.known())).toHaveLength(2_000);
    expect(book.versionOf('10.0.0.1:499')).toBeUndefined();
    expect(book.versionOf('10.0.0.1:500')).toBe('v2');
  });
});
