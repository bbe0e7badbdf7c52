import { describeTime } from './describe-time';

test.each([
  [0, '0 s'],
  [47.4, '47 s'],
  [200, '3 min 20 s'],
  [7_500, '2 h 5 min'],
  [7_230, '2 h'],
  [273_600, '3 d 4 h'],
  [-3, '0 s'],
])('%s s are %s', (seconds, text) => {
  expect(describeTime(seconds)).toBe(text);
});
