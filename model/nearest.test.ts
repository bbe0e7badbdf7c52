import { nearest } from './nearest';

describe('nearest', () => {
  it.each([
    ['replcas', 'replicas'],
    ['mem', 'memory'],
    ['Image', 'image'],
  ])('takes %s for %s', (wrong, known) => {
    expect(nearest(wrong, ['cpu', 'image', 'memory', 'replicas'])).toBe(known);
  });

  it('guesses nothing when nothing is near', () => {
    expect(nearest('zzzzzz', ['cpu', 'image'])).toBeUndefined();
    expect(nearest('cpu', [])).toBeUndefined();
  });
});
